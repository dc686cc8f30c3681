import { checkCollectionPath, checkId } from "../../contract/path.ts";
import type { Filter, Query } from "../../contract/query.ts";
import { elements } from "../../query/elements.ts";
import { queryConflict } from "../../query/query-conflict.ts";
import { StoreError } from "../store.ts";

/**
 * Values that a comparison takes.
 * @see https://firebase.google.com/docs/firestore/query-data/queries#in_not-in_and_array-contains-any
 */
const MAX_VALUES = { in: 30, "array-contains-any": 30, "not-in": 10 } as const;

/** @throws StoreError INVALID_ARGUMENT where Firestore refuses the query whatever is stored */
export function checkQuery(query: Query): void {
  const { collection, allDescendants, where, startAt, endAt, orderBy } = query;
  const problem = (allDescendants === true ? checkId : checkCollectionPath)(collection);
  if (problem !== undefined) refuse(`${collection}: ${problem}`);
  for (const position of [startAt, endAt]) {
    if (position !== undefined && position.values.length > orderBy.length) {
      refuse("a cursor has more values than the query has orders");
    }
  }
  if (where !== undefined) checkFilter(where);
  const conflict = queryConflict(query);
  if (conflict !== undefined) refuse(conflict);
}

function checkFilter(filter: Filter): void {
  if ("and" in filter) return filter.and.forEach(checkFilter);
  if ("or" in filter) return filter.or.forEach(checkFilter);
  const { op, value } = filter;
  if (op !== "in" && op !== "not-in" && op !== "array-contains-any") return;
  const { length } = elements(value);
  if (length === 0 || length > MAX_VALUES[op]) {
    refuse(`${op} takes 1 to ${String(MAX_VALUES[op])} values, not ${String(length)}`);
  }
}

function refuse(message: string): never {
  throw new StoreError("INVALID_ARGUMENT", message);
}
