import { OTHER } from "./counts-by-key.ts";

/**
 * The keys under which indexes and queried fields are counted: the collection's pattern, a name and
 * how an index was used. Those that are declared are there from the day's sum on, without counts.
 */
export function queryKey(collection: string, name: string, as?: number | "merged"): string {
  return JSON.stringify(as === undefined ? [collection, name] : [collection, name, as]);
}

/** A key of an index or a field. */
export interface QueryKey {
  /** Absent where there were too many to be told apart. */
  readonly collection?: string;
  readonly name: string;
  /** How an index was used; absent where it is declared, or was counted before that was told. */
  readonly as?: number | "merged";
}

export function parseQueryKey(key: string): QueryKey {
  if (key === OTHER) return { name: key };
  const [collection = "", name = "", as] = JSON.parse(key) as [string?, string?, QueryKey["as"]?];
  return { collection, name, ...(as !== undefined && { as }) };
}

/** The key of those of the same collection that there is no room for. */
export function othersOf(key: string): string {
  const { collection } = parseQueryKey(key);
  return collection === undefined ? OTHER : queryKey(collection, OTHER);
}
