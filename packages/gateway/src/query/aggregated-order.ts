import { formatFieldPath } from "../paths/field-path.ts";
import { compareUtf8 } from "../text/utf8.ts";
import { aggregatedField } from "./aggregated-field.ts";
import type { Aggregate, Order, Query } from "./query.ts";
import { wholeOrder } from "./whole-order.ts";

/**
 * The order in which Firestore goes through the documents that aggregates are over, which decides
 * where there is a limit: the query's own, then the fields that are aggregated, by name and in the
 * direction of the last order, since the index has them there; last the document id.
 */
export function aggregatedOrder(
  query: Pick<Query, "orderBy" | "where">,
  aggregates: Readonly<Record<string, Aggregate>>,
): readonly Order[] {
  const whole = wholeOrder(query);
  const end = whole.findIndex(({ field }) => field[0] === "__name__");
  const named = new Set(whole.map(({ field }) => formatFieldPath(field)));
  const direction = whole[end]?.direction ?? "asc";
  const fields = Object.values(aggregates).flatMap((aggregate) => {
    const field = aggregatedField(aggregate);
    return field === undefined ? [] : [[formatFieldPath(field), field] as const];
  });
  const added = [...new Map(fields)]
    .filter(([name]) => !named.has(name))
    .toSorted(([a], [b]) => compareUtf8(a, b))
    .map(([, field]) => ({ field, direction }));
  return [...whole.slice(0, end), ...added, ...whole.slice(end)];
}
