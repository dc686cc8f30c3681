import type { AuthorizedList } from "../authorize/authorize.ts";
import type { UsedCollection } from "../call/collection-uses.ts";

/** The collection that a query is counted on, with what is known of the query. */
export function usedByList({ operation, collection, described }: AuthorizedList): UsedCollection {
  const kind = operation.aggregates === undefined ? "list" : "aggregate";
  return { collection, operation: kind, described };
}
