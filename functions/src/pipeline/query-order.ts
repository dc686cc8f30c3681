import type { Order, Query } from "../contract/query.ts";
import type { Value } from "../contract/value.ts";
import { fieldOf, type Candidate } from "../query/matches.ts";
import { wholeOrder } from "../query/whole-order.ts";

/**
 * The query with its whole order, so that a position in it is one document's alone. The nearest
 * vectors are ordered by distance.
 */
export function withWholeOrder(query: Query): Query {
  return query.findNearest === undefined ? { ...query, orderBy: wholeOrder(query) } : query;
}

/** Where a document stands in the order: the values that {@link withWholeOrder} orders by. */
export function positionOf(document: Candidate, orderBy: readonly Order[]): Value[] {
  return orderBy.map(({ field }) => fieldOf(document, field) ?? null);
}
