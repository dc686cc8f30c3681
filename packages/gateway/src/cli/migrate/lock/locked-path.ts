import { parsePathPattern } from "../../../paths/path-pattern.ts";
import { MisuseError } from "../../command/misuse-error.ts";

/** A segment of the path of a locked collection's documents: an id, or null for any. */
export type LockedSegment = string | null;

/** The segments before a document's own path in a rules file: databases, any, documents. */
export const ROOT: readonly LockedSegment[] = ["databases", null, "documents"];

/**
 * The path of the documents of a collection, as rules see it.
 *
 * @param collection `users`, or `users/{uid}/notes`
 * @throws MisuseError for what is no collection
 */
export function lockedPath(collection: string): readonly LockedSegment[] {
  const { segments, documentId } = parsed(collection);
  if (documentId !== undefined) {
    throw new MisuseError(`${collection}: it is a document; lock its collection.`);
  }
  const path = segments.map((segment) => {
    if (segment.kind === "rest") {
      throw new MisuseError(`${collection}: lock collections one by one; {name=**} is many.`);
    }
    return segment.kind === "literal" ? segment.id : null;
  });
  if (typeof path.at(-1) !== "string") {
    throw new MisuseError(`${collection}: a collection's path ends with its id.`);
  }
  return [...ROOT, ...path, null];
}

function parsed(collection: string) {
  try {
    return parsePathPattern(collection);
  } catch (error) {
    throw new MisuseError(`${collection}: ${(error as Error).message}.`);
  }
}
