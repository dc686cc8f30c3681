import { checkCollectionPath, checkId } from "../contract/path.ts";
import type { Filter, Query } from "../contract/query.ts";
import { StoreError } from "./store.ts";

/**
 * Limits of Firestore's on queries.
 * @see https://firebase.google.com/docs/firestore/query-data/queries#limitations
 */
const MAX_IN = 30;
const MAX_NOT_IN = 10;

/** @throws StoreError INVALID_ARGUMENT where Firestore refuses the query whatever is stored */
export function checkQuery({ collection, allDescendants, where, startAt, endAt, orderBy }: Query) {
  const problem = (allDescendants === true ? checkId : checkCollectionPath)(collection);
  if (problem !== undefined) refuse(`${collection}: ${problem}`);
  for (const position of [startAt, endAt]) {
    if (position !== undefined && position.values.length > orderBy.length) {
      refuse("a cursor has more values than the query has orders");
    }
  }
  if (where !== undefined) checkFilter(where);
}

function checkFilter(filter: Filter): void {
  if ("and" in filter) return filter.and.forEach(checkFilter);
  if ("or" in filter) return filter.or.forEach(checkFilter);
  const { op, value } = filter;
  if (op !== "in" && op !== "not-in" && op !== "array-contains-any") return;
  const most = op === "not-in" ? MAX_NOT_IN : MAX_IN;
  if (!Array.isArray(value) || value.length === 0 || value.length > most) {
    refuse(`${op} takes an array of 1 to ${String(most)} values`);
  }
}

function refuse(message: string): never {
  throw new StoreError("INVALID_ARGUMENT", message);
}
