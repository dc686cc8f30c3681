import type { Operator } from "../values/operator.ts";

/**
 * The operators that compare with a list, and the most values that Firestore takes in it.
 * @see https://firebase.google.com/docs/firestore/query-data/queries#in_not-in_and_array-contains-any
 */
const MAX_VALUES: Partial<Record<Operator, number>> = {
  in: 30,
  "array-contains-any": 30,
  "not-in": 10,
};

/** The most values that the operator takes in its list; undefined where it takes no list. */
export function maxListValues(op: Operator): number | undefined {
  return MAX_VALUES[op];
}
