import { GatewayError } from "../errors/error.ts";
import { formatFieldPath } from "../paths/field-path.ts";
import { conjuncts } from "../policy/implies.ts";
import { comparisons } from "../query/comparisons.ts";
import type { Query } from "../query/query.ts";

/**
 * The error for a query to which the policy adds filters, where it has to be listened to as it is:
 * it names them without their values, which may be another document's.
 *
 * @returns undefined where the query's own filters imply the policy
 */
export function addedFilter(own: Query, allowed: Query): GatewayError | undefined {
  const added = conjuncts(allowed.where).slice(conjuncts(own.where).length);
  if (added.length === 0) return undefined;
  const named = added.flatMap((filter) => comparisons(filter));
  const filters = new Set(named.map(({ field, op }) => `${formatFieldPath(field)} ${op} …`));
  return new GatewayError(
    "FORBIDDEN",
    `The collection's policy lets only some of the documents of the query be listened to. Add to the query what says which: ${[...filters].join(", ")}.`,
  );
}
