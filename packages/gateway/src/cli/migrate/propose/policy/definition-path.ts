import { parsePathPattern, type PathPattern } from "../../../../paths/path-pattern.ts";
import { MisuseError } from "../../../command/misuse-error.ts";
import type { MatchSegment } from "../../rules/syntax.ts";
import type { DocumentSegment } from "./covering-rule.ts";

/** The path of a definition, and that of its documents. */
export interface DefinitionPath {
  readonly text: string;
  readonly pattern: PathPattern;
  readonly document: readonly DocumentSegment[];
}

/** What the ids are called where neither the command line nor a rule names them. */
const UNNAMED = "id";

/**
 * The path of the collection with a name for the ids of its documents.
 *
 * @param collection `users`, `users/{userId}/notes`, `users/{userId}`, `{path=**}/notes` …
 * @param rules paths of rules, which name what the collection's path leaves unnamed
 * @throws MisuseError for what is no collection
 */
export function definitionPath(
  collection: string,
  rules: readonly (readonly MatchSegment[])[] = [],
): DefinitionPath {
  const pattern = parsed(collection);
  const { segments, idSegment, documentId } = pattern;
  const above = segments.map(toDocumentSegment);
  const last = segments.at(-1);
  if (documentId !== undefined) {
    const document = [...above, { kind: "literal", text: documentId } as const];
    return { text: collection, pattern, document };
  }
  if (last?.kind === "rest") return { text: collection, pattern, document: above };
  if (idSegment !== undefined) {
    return { text: collection, pattern, document: [...above, { kind: "name", name: idSegment }] };
  }
  const taken = segments.map((segment) => (segment.kind === "literal" ? "" : segment.name));
  const name = nameOfIds(above, rules, taken);
  return definitionPath(`${collection}/{${name}}`);
}

/** The path with another name in the place of one. */
export function renamed(path: DefinitionPath, from: string): DefinitionPath {
  const to = from === "uid" ? "userId" : `${from}Id`;
  const isTaken = path.text.includes(`{${to}}`) || path.text.includes(`{${to}=`);
  return definitionPath(path.text.replace(`{${from}}`, `{${isTaken ? `${to}_` : to}}`));
}

function parsed(collection: string): PathPattern {
  try {
    return parsePathPattern(collection);
  } catch (error) {
    throw new MisuseError(`${collection}: ${(error as Error).message}.`);
  }
}

function toDocumentSegment(segment: PathPattern["segments"][number]): DocumentSegment {
  if (segment.kind === "literal") return { kind: "literal", text: segment.id };
  return { kind: segment.kind === "rest" ? "rest" : "name", name: segment.name };
}

function nameOfIds(
  above: readonly DocumentSegment[],
  rules: readonly (readonly MatchSegment[])[],
  taken: readonly string[],
): string {
  const named = rules.flatMap((path) => {
    const last = path.at(-1);
    const isAlike =
      path.length === above.length + 1 &&
      path.slice(0, -1).every((each, index) => {
        const own = above[index];
        return each.kind === "literal"
          ? own?.kind === "literal" && own.text === each.text
          : own?.kind !== "literal";
      });
    return isAlike && last?.kind === "variable" && !last.isRest ? [last.name] : [];
  });
  const usable = named.find((name) => /^[A-Za-z]\w*$/.test(name) && !taken.includes(name));
  return usable ?? (taken.includes(UNNAMED) ? "documentId" : UNNAMED);
}
