import type { MatchSegment } from "../../rules/syntax.ts";

/** A segment of the path of a definition's documents. */
export type DocumentSegment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "name"; readonly name: string }
  /** Any number of segments. */
  | { readonly kind: "rest"; readonly name: string };

/** What a variable of a rule's path stands for; undefined for a `{name=**}` of the rule's. */
export type BoundSegment = DocumentSegment | undefined;

/**
 * What the segments of a rule's path stand for in the path of a definition's documents; undefined
 * where the rule is not for every one of these documents.
 *
 * @param version of the rules: in the first, `{name=**}` stands for one segment or more
 */
export function coveringRule(
  path: readonly MatchSegment[],
  document: readonly DocumentSegment[],
  version: string,
): readonly BoundSegment[] | undefined {
  const rest = path.findIndex((segment) => segment.kind === "variable" && segment.isRest);
  if (rest === -1) return bound(path, document);
  const head = path.slice(0, rest);
  const tail = path.slice(rest + 1);
  const stoodFor = document.length - head.length - tail.length;
  if (stoodFor < (version === "2" ? 0 : 1)) return undefined;
  const before = bound(head, document.slice(0, rest));
  const after = bound(tail, document.slice(rest + stoodFor));
  return before && after && [...before, undefined, ...after];
}

function bound(
  path: readonly MatchSegment[],
  document: readonly DocumentSegment[],
): readonly BoundSegment[] | undefined {
  if (path.length !== document.length) return undefined;
  const covers = path.every((segment, index) => {
    const own = document[index];
    if (own === undefined || own.kind === "rest") return false;
    return segment.kind === "variable" || (own.kind === "literal" && own.text === segment.text);
  });
  return covers ? document : undefined;
}
