import { splitDocumentPath } from "../paths/path.ts";
import type { Query } from "./query.ts";

/** Whether a document lies in the collection that a query is of, or in one of its collection group. */
export function isInCollection(
  path: string,
  { collection, allDescendants }: Pick<Query, "collection" | "allDescendants">,
): boolean {
  const { collection: own } = splitDocumentPath(path);
  return own === collection || (allDescendants === true && own.endsWith(`/${collection}`));
}
