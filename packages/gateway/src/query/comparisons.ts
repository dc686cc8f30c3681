import type { Comparison, Filter } from "./query.ts";

/** All comparisons of a filter, nested ones too. */
export function comparisons(filter: Filter | undefined): readonly Comparison[] {
  if (filter === undefined) return [];
  if ("and" in filter) return filter.and.flatMap(comparisons);
  if ("or" in filter) return filter.or.flatMap(comparisons);
  return [filter];
}
