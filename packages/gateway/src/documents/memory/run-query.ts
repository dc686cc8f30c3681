import { compareValues } from "../../values/compare.ts";
import type { Order, QueryPosition, Query } from "../../query/query.ts";
import { pick } from "../../values/select.ts";
import type { Value } from "../../values/value.ts";
import { isInCollection } from "../../query/is-in-collection.ts";
import { fieldOf, matches } from "../../query/matches.ts";
import { wholeOrder } from "../../query/whole-order.ts";
import { findNearest } from "./find-nearest.ts";
import type { StoredDocument } from "../store.ts";

/** What a query finds among all documents, as Firestore would. */
export function runQuery(
  documents: Iterable<StoredDocument>,
  query: Query,
): readonly StoredDocument[] {
  const { where, startAt, endAt, offset = 0, limit, select } = query;
  const orders = wholeOrder(query);
  const isInRange = (document: StoredDocument) =>
    (startAt === undefined || isPast(document, startAt, orders)) &&
    (endAt === undefined || !isPast(document, endAt, orders));
  const found = Array.from(documents)
    .filter((document) => isInCollection(document.path, query))
    .filter((document) => where === undefined || matches(where, document))
    .filter((document) => orders.every(({ field }) => fieldOf(document, field) !== undefined))
    .filter(isInRange)
    .toSorted((a, b) => compareDocuments(a, b, orders));
  const nearest = query.findNearest ? findNearest(found, query.findNearest) : found;
  const page = nearest.slice(offset, limit === undefined ? limit : offset + limit);
  return select === undefined
    ? page
    : page.map((document) => ({ ...document, data: pick(document.data, select) }));
}

function compareDocuments(a: StoredDocument, b: StoredDocument, orders: readonly Order[]): number {
  for (const { field, direction } of orders) {
    const order = compareValues(fieldOf(a, field) as Value, fieldOf(b, field) as Value);
    if (order !== 0) return direction === "asc" ? order : -order;
  }
  return 0;
}

/** Whether a document comes after a position. */
function isPast(
  document: StoredDocument,
  { values, before }: QueryPosition,
  orders: readonly Order[],
): boolean {
  for (const [index, value] of values.entries()) {
    const { field, direction } = orders[index] as Order;
    const order = compareValues(fieldOf(document, field) as Value, value);
    if (order !== 0) return direction === "asc" ? order > 0 : order < 0;
  }
  return before;
}
