import { checkDocumentId } from "./path.ts";
import { parsePathPattern, type PathPattern } from "./path-pattern.ts";

/** Says that the collection's path has no such segment for a policy to read, or nothing. */
export function segmentProblem(
  segment: string,
  { segments, idSegment }: PathPattern,
): string | undefined {
  const names = segments.flatMap((part) => (part.kind === "param" ? [part.name] : []));
  if (idSegment !== undefined) names.push(idSegment);
  if (names.includes(segment)) return undefined;
  const known = names.length === 0 ? "no {name}" : names.map((name) => `{${name}}`).join(", ");
  return `needs {${segment}} in the collection's path, which has ${known}`;
}

/**
 * Says what is wrong with the path of the document that decides membership, or nothing: it must be
 * one, and what it leaves open the collection's path must say.
 */
export function memberProblem(document: string, pattern: PathPattern): string | undefined {
  const segments = document.split("/");
  if (segments.length % 2 === 1) return "needs the path of a document";
  try {
    parsePathPattern(segments.slice(0, -1).join("/"));
  } catch (error) {
    return `needs the path of a document: ${(error as Error).message}`;
  }
  const id = segments.at(-1) as string;
  const wrong = /^\{.*\}$/u.test(id) ? undefined : checkDocumentId(id);
  if (wrong !== undefined) return `needs the path of a document: ${wrong}`;
  const problems = segmentsIn(document).map((name) => segmentProblem(name, pattern));
  return problems.find((problem) => problem !== undefined);
}

/** The names of the segments that a path leaves open. */
function segmentsIn(document: string): readonly string[] {
  return document.split("/").flatMap((segment) => /^\{(.*)\}$/u.exec(segment)?.[1] ?? []);
}
