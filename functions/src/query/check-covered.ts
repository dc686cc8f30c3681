import { GatewayError } from "../contract/error.ts";
import type { CollectionIndexes } from "./collection-indexes.ts";
import { Unindexable, type IndexedRequest } from "./index-need.ts";
import { missingIndexes, type MissingIndex } from "./missing-indexes.ts";

/**
 * Refuses a query that Firestore would refuse in production for want of an index. Its emulator
 * serves every query.
 *
 * @throws GatewayError QUERY_NOT_COVERED with `missing`: what to put into the collection's file
 */
export function checkCovered(request: IndexedRequest, indexes: CollectionIndexes): void {
  const missing = attempt(() => missingIndexes(request, indexes));
  if (missing.length === 0) return;
  const { collection } = request.query;
  throw new GatewayError(
    "QUERY_NOT_COVERED",
    `No index serves this query. In the definition of ${collection}, ${missing.map(advise).join(", and ")}; then generate and deploy the indexes.`,
    { missing },
  );
}

function attempt(find: () => readonly MissingIndex[]): readonly MissingIndex[] {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof Unindexable)) throw error;
    throw new GatewayError("QUERY_NOT_COVERED", `No index can serve this query: ${error.message}.`);
  }
}

function advise({ option, index }: MissingIndex): string {
  return option === "unindexed"
    ? `remove ${index.join()} from unindexed`
    : `add ${JSON.stringify(index)} to ${option}`;
}
