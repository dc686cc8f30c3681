import { formatFieldPath } from "../contract/field-path.ts";
import type { Filter, Operator, Order, Query } from "../contract/query.ts";
import { valueAt } from "../contract/select.ts";
import type { FieldPath, Fields, Value } from "../contract/value.ts";

const INEQUALITIES: ReadonlySet<Operator> = new Set(["<", "<=", ">", ">=", "!=", "not-in"]);

/**
 * The query with every order that Firestore would add by itself: the fields of its inequalities,
 * and last the document id, so that a position in it is one document's alone. The nearest vectors
 * are ordered by distance.
 * @see https://firebase.google.com/docs/firestore/query-data/multiple-range-fields
 */
export function withWholeOrder(query: Query): Query {
  if (query.findNearest !== undefined) return query;
  const direction = query.orderBy.at(-1)?.direction ?? "asc";
  const orderBy = [...query.orderBy];
  const add = (field: FieldPath) => {
    if (!orderBy.some((order) => isSame(order.field, field))) orderBy.push({ field, direction });
  };
  for (const field of inequalityFields(query.where).toSorted(byName)) add(field);
  add(["__name__"]);
  return { ...query, orderBy };
}

/** Where a document stands in the order: the values that {@link withWholeOrder} orders by. */
export function positionOf(
  document: { readonly path: string; readonly data: Fields },
  orderBy: readonly Order[],
): Value[] {
  return orderBy.map(({ field }) =>
    field[0] === "__name__"
      ? { $reference: document.path }
      : (valueAt(document.data, field) ?? null),
  );
}

function inequalityFields(filter: Filter | undefined): FieldPath[] {
  if (filter === undefined) return [];
  if ("and" in filter) return filter.and.flatMap(inequalityFields);
  if ("or" in filter) return filter.or.flatMap(inequalityFields);
  return INEQUALITIES.has(filter.op) ? [filter.field] : [];
}

function isSame(a: FieldPath, b: FieldPath): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

function byName(a: FieldPath, b: FieldPath): number {
  const [left, right] = [formatFieldPath(a), formatFieldPath(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
