import { GatewayError, invalid } from "../errors/error.ts";
import type { Filter, Query } from "../query/query.ts";
import { queryConflict } from "../query/query-conflict.ts";
import { alternativeRange } from "./alternative-range.ts";
import { conjuncts, implies } from "./implies.ts";

/**
 * The query with the policy's filter AND-ed into it; what the query's own filters already imply
 * is left out, so that a query for the caller's own documents stays as simple as it is.
 *
 * @throws GatewayError INVALID_REQUEST where Firestore can't express the query's own filters,
 * POLICY_QUERY_CONFLICT where it can't express them together with the policy's
 */
export function restrict(query: Query, filter: Filter | true): Query {
  const own = conjuncts(query.where);
  const fault = queryConflict(query);
  if (fault !== undefined)
    throw invalid("INVALID_REQUEST", [{ field: "where", description: fault }]);
  const added = filter === true ? [] : conjuncts(filter).filter((part) => !implies(own, part));
  if (added.length === 0) return query;
  const restricted: Query = { ...query, where: conjunction([...own, ...added]) };
  const conflict = queryConflict(restricted) ?? alternativeRange(conjunction(added));
  if (conflict === undefined) return restricted;
  throw new GatewayError(
    "POLICY_QUERY_CONFLICT",
    `The collection's policy adds filters that Firestore can't combine with those of the query: ${conflict}. Ask with fewer or other filters.`,
  );
}

function conjunction(filters: readonly Filter[]): Filter {
  const [first, ...rest] = filters;
  return first !== undefined && rest.length === 0 ? first : { and: filters };
}
