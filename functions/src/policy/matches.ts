import { compareValues, isSameType } from "../contract/compare.ts";

import type { Operator } from "../contract/query.ts";
import { valueAt } from "../contract/select.ts";
import type { Fields, Value } from "../contract/value.ts";
import type { Comparison } from "./condition.ts";

/**
 * Whether the comparison holds of the document, with Firestore's own meaning: of a missing field
 * nothing holds, and an order only between values of one type.
 */
export function matches(
  { field, op, value }: Comparison,
  document: { readonly path: string; readonly data: Fields },
): boolean {
  const stored =
    field[0] === "__name__" ? { $reference: document.path } : valueAt(document.data, field);
  return stored !== undefined && OPERATORS[op](stored, value);
}

const OPERATORS: Readonly<Record<Operator, (stored: Value, value: Value) => boolean>> = {
  "==": isEqual,
  "!=": (stored, value) => stored !== null && !isEqual(stored, value),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  in: (stored, values) => contains(values, stored),
  "not-in": (stored, values) =>
    stored !== null && !contains(values, null) && !contains(values, stored),
  "array-contains": contains,
  "array-contains-any": (stored, values) =>
    Array.isArray(values) && values.some((value) => contains(stored, value)),
};

function isEqual(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

function ordered(holds: (order: number) => boolean) {
  return (stored: Value, value: Value) =>
    isSameType(stored, value) && holds(compareValues(stored, value));
}

function contains(array: Value, value: Value): boolean {
  return Array.isArray(array) && array.some((item: Value) => isEqual(item, value));
}
