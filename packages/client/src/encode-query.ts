import type { WireFilter } from "../../gateway/src/api/api.ts";
import { valueToWire } from "../../gateway/src/wire/client-codec.ts";
import type { AggregateRequest, Filter, QueryRequest } from "./documents.ts";

/** What a query and aggregates compare with, in its wire form. */
export function encodeQuery<R extends QueryRequest | AggregateRequest>(request: R) {
  const { where, startAt, startAfter, endAt, endBefore, ...rest } = request;
  return {
    ...rest,
    ...(where && { where: where.map(encodeFilter) }),
    ...(startAt && { startAt: startAt.map(valueToWire) }),
    ...(startAfter && { startAfter: startAfter.map(valueToWire) }),
    ...(endAt && { endAt: endAt.map(valueToWire) }),
    ...(endBefore && { endBefore: endBefore.map(valueToWire) }),
  };
}

function encodeFilter(filter: Filter): WireFilter {
  if ("and" in filter) return { and: filter.and.map(encodeFilter) };
  if ("or" in filter) return { or: filter.or.map(encodeFilter) };
  const [field, operator, value] = filter;
  return [field, operator, valueToWire(value)];
}
