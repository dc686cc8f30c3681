import type { PathPattern } from "../paths/path-pattern.ts";
import { memberProblem, segmentProblem } from "../paths/segment-problem.ts";
import { namesIn, readTemplate, UID, type TemplatePiece } from "./document-template.ts";

/**
 * Says what is wrong with the path of a document that a policy looks up, or nothing. `{uid}` is the
 * caller's uid and nothing else: a collection whose path has a segment of that name would leave it
 * open whose document is meant.
 */
export function templateProblem(template: string, pattern: PathPattern): string | undefined {
  const names = namesIn(template);
  if (names.includes(UID) && segmentProblem(UID, pattern) === undefined) {
    return "says {uid}, which is the caller's uid and a segment of the collection's path; give the segment another name, such as {userId}";
  }
  const segments = names.filter((name) => name !== UID);
  const problems = segments.map((name) => segmentProblem(name, pattern));
  const problem = problems.find((found) => found !== undefined);
  if (problem !== undefined) return problem;
  if (readTemplate(template).flat().some(isBroken)) return "has a brace without its other";
  // What the call fills in stands for an id, as a segment that the collection's path has.
  const filled = readTemplate(template).map((pieces) =>
    pieces.every((piece) => typeof piece === "string") ? pieces.join("") : "id",
  );
  return memberProblem(filled.join("/"), pattern);
}

function isBroken(piece: TemplatePiece): boolean {
  return typeof piece === "string" && /[{}]/u.test(piece);
}
