import type { Filter } from "../contract/query.ts";

/** Most disjunctions of a query in disjunctive normal form. */
export const MAX_DISJUNCTIONS = 30;

type Comparison = Extract<Filter, { op: unknown }>;

/** Says what in the filter Firestore can't express together, or nothing. */
export function queryConflict(filter: Filter): string | undefined {
  const count = disjunctions(filter);
  if (count > MAX_DISJUNCTIONS) {
    return `it comes to ${String(count)} disjunctions, and Firestore takes at most ${String(MAX_DISJUNCTIONS)}`;
  }
  return undefined;
}

/** How many conjunctions the filter has in disjunctive normal form; `in` is one for each value. */
export function disjunctions(filter: Filter): number {
  if ("and" in filter) return filter.and.reduce((count, part) => count * disjunctions(part), 1);
  if ("or" in filter) return filter.or.reduce((count, part) => count + disjunctions(part), 0);
  return branches(filter);
}

function branches({ op, value }: Comparison): number {
  return (op === "in" || op === "array-contains-any") && Array.isArray(value) ? value.length : 1;
}
