import { GatewayError } from "../contract/error.ts";
import type { Filter, Query } from "../contract/query.ts";
import { queryConflict } from "./query-conflict.ts";

/**
 * The query with the policy's filter AND-ed into it.
 *
 * @throws GatewayError POLICY_QUERY_CONFLICT where Firestore can't express the two together
 */
export function restrict(query: Query, filter: Filter | true): Query {
  if (filter === true) return query;
  const where: Filter = query.where === undefined ? filter : { and: [query.where, filter] };
  const conflict = queryConflict(where);
  if (conflict === undefined) return { ...query, where };
  throw new GatewayError(
    "POLICY_QUERY_CONFLICT",
    `The collection's policy adds a filter that this query can't be combined with: ${conflict}. Ask with fewer or other filters.`,
  );
}
