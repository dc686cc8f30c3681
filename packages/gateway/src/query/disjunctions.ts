import type { Comparison, Filter } from "./query.ts";
import { elements } from "./elements.ts";

/** Comparisons that must all hold. */
export type Conjunction = readonly Comparison[];

/** Most disjunctions that Firestore takes in one query. */
export const MAX_DISJUNCTIONS = 30;

/**
 * How many conjunctions the filter has in disjunctive normal form, where `in` and
 * `array-contains-any` count for each of their values.
 * @see https://firebase.google.com/docs/firestore/query-data/queries#disjunctive_normal_form
 */
export function countDisjunctions(filter: Filter): number {
  if ("and" in filter) return filter.and.map(countDisjunctions).reduce((a, b) => a * b, 1);
  if ("or" in filter) return filter.or.map(countDisjunctions).reduce((a, b) => a + b, 0);
  return Math.max(alternatives(filter)?.length ?? 1, 1);
}

/**
 * The filter in disjunctive normal form, as Firestore runs it: without `in` and
 * `array-contains-any`.
 *
 * @throws RangeError where it has more disjunctions than Firestore takes: it grows exponentially
 */
export function toDisjunctions(filter: Filter | undefined): readonly Conjunction[] {
  if (filter === undefined) return [[]];
  const count = countDisjunctions(filter);
  if (count > MAX_DISJUNCTIONS) throw new RangeError(`${String(count)} disjunctions are too many`);
  return expand(filter);
}

function expand(filter: Filter): readonly Conjunction[] {
  if ("or" in filter) return filter.or.flatMap(expand);
  if (!("and" in filter)) return (alternatives(filter) ?? [filter]).map((one) => [one]);
  return filter.and
    .map(expand)
    .reduce<readonly Conjunction[]>(
      (products, parts) =>
        products.flatMap((product) => parts.map((part) => [...product, ...part])),
      [[]],
    );
}

/** The comparisons with one value each that the comparison stands for; undefined if it is one. */
function alternatives({ field, op, value }: Comparison): readonly Comparison[] | undefined {
  if (op === "in") return elements(value).map((item) => ({ field, op: "==", value: item }));
  if (op !== "array-contains-any") return undefined;
  return elements(value).map((item) => ({ field, op: "array-contains", value: item }));
}
