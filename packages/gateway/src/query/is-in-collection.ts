import { splitDocumentPath } from "../paths/path.ts";
import { isOfAllCollections } from "./all-collections.ts";
import type { Query } from "./query.ts";

/** Whether a document lies in the collection that a query is of, or in one of all that it is of. */
export function isInCollection(
  path: string,
  query: Pick<Query, "collection" | "allDescendants">,
): boolean {
  const { collection, allDescendants } = query;
  if (isOfAllCollections(query)) {
    return collection === "" || path.startsWith(`${collection}/`);
  }
  const { collection: own } = splitDocumentPath(path);
  return own === collection || (allDescendants === true && own.endsWith(`/${collection}`));
}
