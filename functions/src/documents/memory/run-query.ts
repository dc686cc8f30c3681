import { compareValues } from "../../contract/compare.ts";
import { formatFieldPath } from "../../contract/field-path.ts";
import type { Filter, Order, Position, Query } from "../../contract/query.ts";
import { pick } from "../../contract/select.ts";
import { compareUtf8 } from "../../contract/utf8.ts";
import type { Value } from "../../contract/value.ts";
import { findNearest } from "./find-nearest.ts";
import { fieldOf, matches } from "../../query/matches.ts";
import type { StoredDocument } from "../store.ts";

/** What a query finds among all documents, as Firestore would. */
export function runQuery(
  documents: Iterable<StoredDocument>,
  query: Query,
): readonly StoredDocument[] {
  const { where, startAt, endAt, limit, select } = query;
  const orders = totalOrder(query);
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
  const page = nearest.slice(0, limit);
  return select === undefined
    ? page
    : page.map((document) => ({ ...document, data: pick(document.data, select) }));
}

function isInCollection(path: string, { collection, allDescendants }: Query): boolean {
  const parent = path.slice(0, path.lastIndexOf("/"));
  return parent === collection || (allDescendants === true && parent.endsWith(`/${collection}`));
}

/**
 * The whole order of a query: after its own come the fields of its ranges, by name, and at last the
 * document id, in the direction of the last order named. A document that lacks one is not found.
 * @see https://firebase.google.com/docs/firestore/query-data/multiple-range-fields
 */
function totalOrder({ orderBy, where }: Query): readonly Order[] {
  const direction = orderBy.at(-1)?.direction ?? "asc";
  const orders = new Map(orderBy.map((order) => [formatFieldPath(order.field), order]));
  const ranges = where === undefined ? [] : rangeFields(where);
  for (const [name, field] of ranges.toSorted(([a], [b]) => compareUtf8(a, b))) {
    if (!orders.has(name)) orders.set(name, { field, direction });
  }
  if (!orders.has("__name__")) orders.set("__name__", { field: ["__name__"], direction });
  return [...orders.values()];
}

function rangeFields(filter: Filter): [name: string, field: Order["field"]][] {
  if ("and" in filter) return filter.and.flatMap(rangeFields);
  if ("or" in filter) return filter.or.flatMap(rangeFields);
  return RANGES.has(filter.op) ? [[formatFieldPath(filter.field), filter.field]] : [];
}

const RANGES: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "!=", "not-in"]);

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
  { values, before }: Position,
  orders: readonly Order[],
): boolean {
  for (const [index, value] of values.entries()) {
    const { field, direction } = orders[index] as Order;
    const order = compareValues(fieldOf(document, field) as Value, value);
    if (order !== 0) return direction === "asc" ? order > 0 : order < 0;
  }
  return before;
}
