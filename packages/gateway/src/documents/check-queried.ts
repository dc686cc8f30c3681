import { checkCollectionId, checkListedBelow, checkListedPath } from "../paths/path.ts";
import { isOfAllCollections } from "../query/all-collections.ts";
import type { Query } from "../query/query.ts";

/** Says why that what a query is of can't be queried, or nothing. */
export function checkQueried(query: Pick<Query, "collection" | "allDescendants">) {
  if (isOfAllCollections(query)) return checkListedBelow(query.collection);
  return (query.allDescendants === true ? checkCollectionId : checkListedPath)(query.collection);
}
