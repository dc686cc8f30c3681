import { editFields } from "../values/edit-fields.ts";
import type { Order, Query } from "../query/query.ts";
import type { Fields, Value } from "../values/value.ts";
import type { StoredDocument } from "../documents/store.ts";
import { fieldOf } from "../query/matches.ts";
import { wholeOrder } from "../query/whole-order.ts";

/**
 * The query with its whole order, so that a position in it is one document's alone. The nearest
 * vectors are ordered by distance.
 */
export function withWholeOrder(query: Query): Query {
  return query.findNearest === undefined ? { ...query, orderBy: wholeOrder(query) } : query;
}

/** The query with its orders among the selected fields, since a position needs their values. */
export function withOrdersSelected(query: Query): Query {
  if (query.select === undefined) return query;
  return { ...query, select: [...query.select, ...query.orderBy.map(({ field }) => field)] };
}

/**
 * Where a document stands in the order: the values that {@link withWholeOrder} orders by. What
 * can't be read is told in the store's own form, so that the next page starts behind it.
 */
export function positionOf(document: StoredDocument, orderBy: readonly Order[]): Value[] {
  const whole = { path: document.path, data: wholeFields(document) };
  return orderBy.map(({ field }) => fieldOf(whole, field) ?? null);
}

function wholeFields({ data, unreadable = [] }: StoredDocument): Fields {
  const edits = unreadable.map(({ field, stored }) => {
    return { path: field, apply: () => ({ $stored: stored }) };
  });
  return editFields(data, edits);
}
