import { checkQueried } from "../check-queried.ts";
import type { Comparison, Query } from "../../query/query.ts";
import { comparisons } from "../../query/comparisons.ts";
import { elements } from "../../query/elements.ts";
import { maxListValues } from "../../query/max-list-values.ts";
import { queryConflict } from "../../query/query-conflict.ts";
import { StoreError } from "../store.ts";

/** @throws StoreError INVALID_ARGUMENT where Firestore refuses the query whatever is stored */
export function checkQuery(query: Query): void {
  const { collection, where, startAt, endAt, orderBy } = query;
  const problem = checkQueried(query);
  if (problem !== undefined) refuse(`${collection}: ${problem}`);
  for (const position of [startAt, endAt]) {
    if (position !== undefined && position.values.length > orderBy.length) {
      refuse("a cursor has more values than the query has orders");
    }
  }
  for (const comparison of comparisons(where)) checkList(comparison);
  const conflict = queryConflict(query);
  if (conflict !== undefined) refuse(conflict);
}

function checkList({ op, value }: Comparison): void {
  const most = maxListValues(op);
  const { length } = elements(value);
  if (most !== undefined && (length === 0 || length > most)) {
    refuse(`${op} takes 1 to ${String(most)} values, not ${String(length)}`);
  }
}

function refuse(message: string): never {
  throw new StoreError("INVALID_ARGUMENT", message);
}
