import { GatewayError } from "../errors/error.ts";
import { fieldPathOfPlace, pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import type { CollectionIndexes } from "./collection-indexes.ts";
import { Unindexable, type IndexedRequest } from "./index-need.ts";
import { missingIndexes, type MissingIndex } from "./missing-indexes.ts";

/**
 * Refuses a query that Firestore would refuse in production for want of an index. Its emulator
 * serves every query.
 *
 * @param hidden fields that the caller may not read: policies filter by them, errors do not name them
 * @throws GatewayError QUERY_NOT_COVERED with `missing`: what to put into the collection's file
 */
export function checkCovered(
  request: IndexedRequest,
  indexes: CollectionIndexes,
  hidden: readonly FieldPath[] = [],
): void {
  const missing = findMissing(request, indexes, hidden);
  if (missing.length === 0) return;
  const { collection } = request.query;
  const told = missing.filter(({ index }) => !index.some((field) => isHidden(field, hidden)));
  const advice =
    told.length === missing.length
      ? `In the definition of ${collection}, ${told.map(advise).join(", and ")}; then generate and deploy the indexes.`
      : `It would have to hold fields that you may not read: ask the owner of ${collection}, to whom the same error names them.`;
  throw new GatewayError("QUERY_NOT_COVERED", `No index serves this query. ${advice}`, {
    missing: told,
  });
}

function findMissing(
  request: IndexedRequest,
  indexes: CollectionIndexes,
  hidden: readonly FieldPath[],
): readonly MissingIndex[] {
  try {
    return missingIndexes(request, indexes);
  } catch (error) {
    if (!(error instanceof Unindexable)) throw error;
    const { message, field } = error;
    const reason = field !== undefined && isHidden(field, hidden) ? "" : `: ${message}`;
    throw new GatewayError("QUERY_NOT_COVERED", `No index can serve this query${reason}.`);
  }
}

/** Whether a field as indexes have it, `rating desc`, is one of these, or below or around one. */
function isHidden(text: string, hidden: readonly FieldPath[]): boolean {
  const field = fieldPathOfPlace(text);
  return hidden.some((path) => pathsOverlap(path, field));
}

function advise({ option, index }: MissingIndex): string {
  return option === "unindexed"
    ? `remove ${index.join()} from unindexed`
    : `add ${JSON.stringify(index)} to ${option}`;
}
