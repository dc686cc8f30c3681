import type { PathPattern } from "../paths/path-pattern.ts";
import { memberProblem, segmentProblem } from "../paths/segment-problem.ts";
import { readSegment, UID } from "./document-path.ts";

/**
 * Says what is wrong with the path of a document that a policy looks up, or nothing. `{uid}` is the
 * caller's uid and nothing else: a collection whose path has a segment of that name would leave it
 * open whose document is meant.
 */
export function templateProblem(template: string, pattern: PathPattern): string | undefined {
  const read = template.split("/").map(readSegment);
  const namesUid = read.some((segment) => "name" in segment && segment.name === UID);
  if (namesUid && segmentProblem(UID, pattern) === undefined) {
    return "says {uid}, which is the caller's uid and a segment of the collection's path; give the segment another name, such as {userId}";
  }
  // What the call fills in stands for an id, as a segment that the collection's path has.
  const filled = read.map((segment) => {
    if ("field" in segment || ("name" in segment && segment.name === UID)) return "id";
    return "name" in segment ? `{${segment.name}}` : segment.id;
  });
  return memberProblem(filled.join("/"), pattern);
}
