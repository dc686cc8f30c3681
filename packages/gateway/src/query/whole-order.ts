import { formatFieldPath, type FieldPath } from "../paths/field-path.ts";
import type { Order, Query } from "./query.ts";
import { compareUtf8 } from "../text/utf8.ts";
import { comparisons } from "./comparisons.ts";
import { isInequality } from "./is-inequality.ts";

/**
 * The query's orders with those that Firestore adds by itself: the fields of its inequalities, by
 * name, and last the document id, in the direction of the last order named. A document that lacks
 * one of the fields is not found.
 * @see https://firebase.google.com/docs/firestore/query-data/multiple-range-fields
 */
export function wholeOrder({ orderBy, where }: Pick<Query, "orderBy" | "where">): readonly Order[] {
  const direction = orderBy.at(-1)?.direction ?? "asc";
  const named = new Set(orderBy.map(({ field }) => formatFieldPath(field)));
  const implied = new Map<string, FieldPath>();
  for (const { field, op } of comparisons(where)) {
    if (isInequality(op)) implied.set(formatFieldPath(field), field);
  }
  // Firestore takes no order after the id, by which no two documents are alike.
  implied.delete("__name__");
  const added = [...implied].toSorted(([a], [b]) => compareUtf8(a, b));
  return [
    ...orderBy,
    ...[...added, ["__name__", ["__name__"]] as const]
      .filter(([name]) => !named.has(name))
      .map(([, field]) => ({ field, direction })),
  ];
}
