import { DEFAULT_LIMIT, type Request } from "../api/api.ts";
import { invalidRequest } from "../errors/error.ts";
import { formatFieldPath } from "../paths/field-path.ts";
import type { Order, QueryPosition, Query } from "../query/query.ts";
import type { Value } from "../values/value.ts";
import { toOperand, toWhere } from "./request-filter.ts";
import { checkReferences, isDocumentId, toReferences } from "./request-id.ts";
import { toCollectionId, toFieldPath, toFieldPaths, toListedPath } from "./request-path.ts";

type QueryDocumentsRequest = Request<"queryDocuments">;
type AggregateDocumentsRequest = Request<"aggregateDocuments">;

/**
 * The query that a request asks for, before policy.
 *
 * @throws GatewayError INVALID_REQUEST
 */
export function toQuery(request: QueryDocumentsRequest): Query {
  const { select, findNearest } = request;
  return {
    ...toSelection(request, findNearest === undefined ? DEFAULT_LIMIT : undefined),
    ...(select && { select: toFieldPaths(select, "select") }),
    ...(findNearest && { findNearest: toFindNearest(findNearest, request) }),
  };
}

/**
 * The query whose documents a request wants aggregates over, before policy: of all where it has no
 * limit.
 *
 * @throws GatewayError INVALID_REQUEST
 */
export function toAggregatedQuery(request: AggregateDocumentsRequest): Query {
  return toSelection(request, undefined);
}

type Selection = Omit<AggregateDocumentsRequest, "aggregates">;

function toSelection(request: Selection, defaultLimit: number | undefined): Query {
  const selector = toCollectionSelector(request);
  const ids = selector.allDescendants === true ? undefined : selector.collection;
  const where = request.where && toWhere(request.where, ids);
  const orderBy = toOrders(request.orderBy ?? []);
  const limit = request.limitToLast ?? request.limit ?? defaultLimit;
  const query = {
    ...selector,
    ...(where && { where }),
    orderBy,
    ...(limit !== undefined && { limit }),
    ...toPositions(request, orderBy, ids),
  };
  return request.limitToLast === undefined ? query : fromItsEnd(query, request);
}

/** Where a query looks. */
function toCollectionSelector({
  collection,
  collectionGroup,
}: Pick<Selection, "collection" | "collectionGroup">): Pick<
  Query,
  "collection" | "allDescendants"
> {
  if (collection !== undefined && collectionGroup !== undefined) {
    throw invalidRequest("collectionGroup", "can't stand beside collection");
  }
  if (collection !== undefined) return { collection: toListedPath(collection, "collection") };
  if (collectionGroup === undefined) throw invalidRequest("collection", "is missing");
  return { collection: toCollectionId(collectionGroup, "collectionGroup"), allDescendants: true };
}

function toOrders(orders: NonNullable<Selection["orderBy"]>): readonly Order[] {
  const named = new Set<string>();
  return orders.map((order, index) => {
    const at = `orderBy[${String(index)}]`;
    const [text, direction] = typeof order === "string" ? ([order, "asc"] as const) : order;
    const field = toFieldPath(text, at);
    const name = formatFieldPath(field);
    if (named.has(name)) throw invalidRequest(at, "stands there already");
    if (named.has("__name__")) {
      throw invalidRequest(at, "can't come after __name__, by which no two documents are alike");
    }
    named.add(name);
    return { field, direction };
  });
}

function toPositions(
  request: Selection,
  orderBy: readonly Order[],
  collection: string | undefined,
): Pick<Query, "startAt" | "endAt"> {
  const one = (name: "startAt" | "startAfter" | "endAt" | "endBefore", before: boolean) => {
    const values = request[name];
    return values && toPosition(values, { name, before, orderBy, collection });
  };
  for (const [a, b] of [["startAt", "startAfter"] as const, ["endAt", "endBefore"] as const]) {
    if (request[a] && request[b]) throw invalidRequest(b, `can't stand beside ${a}`);
  }
  const startAt = one("startAt", true) ?? one("startAfter", false);
  const endAt = one("endAt", false) ?? one("endBefore", true);
  return { ...(startAt && { startAt }), ...(endAt && { endAt }) };
}

interface PositionContext {
  readonly name: string;
  readonly before: boolean;
  readonly orderBy: readonly Order[];
  readonly collection: string | undefined;
}

function toPosition(
  sent: readonly Value[],
  { name, before, orderBy, collection }: PositionContext,
): QueryPosition {
  if (sent.length > orderBy.length) {
    throw invalidRequest(name, "must not have more values than orderBy has fields");
  }
  const values = sent.map((value, index) => {
    const at = `${name}[${String(index)}]`;
    const field = orderBy[index]?.field ?? [];
    if (!isDocumentId(field)) return toOperand(value, at);
    const operand = toOperand(toReferences(value, collection), at);
    checkReferences([operand], at);
    return operand;
  });
  return { values, before };
}

/** The query that reads the same documents backwards, with its orders and positions reversed. */
function fromItsEnd(query: Query, { limit, orderBy }: Selection): Query {
  if (limit !== undefined) throw invalidRequest("limitToLast", "can't stand beside limit");
  if (orderBy === undefined || orderBy.length === 0) {
    throw invalidRequest("limitToLast", "needs orderBy: without an order there is no last");
  }
  const { startAt, endAt, ...rest } = query;
  return {
    ...rest,
    orderBy: query.orderBy.map(({ field, direction }) => ({
      field,
      direction: direction === "asc" ? "desc" : "asc",
    })),
    ...(endAt && { startAt: { ...endAt, before: !endAt.before } }),
    ...(startAt && { endAt: { ...startAt, before: !startAt.before } }),
  };
}

/** The members that order documents or bound their number, which findNearest does itself. */
const NOT_BESIDE_FIND_NEAREST = [
  "orderBy",
  "limit",
  "limitToLast",
  "startAt",
  "startAfter",
  "endAt",
  "endBefore",
  "cursor",
] as const;

function toFindNearest(
  findNearest: NonNullable<QueryDocumentsRequest["findNearest"]>,
  request: QueryDocumentsRequest,
): NonNullable<Query["findNearest"]> {
  const beside = NOT_BESIDE_FIND_NEAREST.find((name) => request[name] !== undefined);
  if (beside !== undefined) {
    throw invalidRequest(beside, "can't stand beside findNearest, which orders by distance");
  }
  const { field, distanceResultField, ...rest } = findNearest;
  return {
    ...rest,
    field: toFieldPath(field, "findNearest.field"),
    ...(distanceResultField !== undefined && {
      distanceResultField: toFieldPath(distanceResultField, "findNearest.distanceResultField"),
    }),
  };
}
