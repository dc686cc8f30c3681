import { patternKey } from "../inventory/access/collection-pattern.ts";
import type { DirectAccess } from "./direct-traffic.ts";

/**
 * Whether a collection that a report names is this one, or may be: of a collection group (behind two
 * asterisks) only the last id is known.
 */
export function isSameCollection(reported: string, collection: string): boolean {
  return reported.startsWith("**/")
    ? idOf(collection) === reported.slice(3)
    : patternKey(reported) === patternKey(collection);
}

/** Whether accesses name the collection, or its group. */
export function namesThis(
  { collections, groups }: Pick<DirectAccess, "collections" | "groups">,
  collection: string,
): boolean {
  return (
    groups.includes(idOf(collection)) ||
    collections.some((one) => isSameCollection(one, collection))
  );
}

function idOf(collection: string): string {
  return collection.split("/").at(-1) ?? "";
}
