import { areEqual, compareValues, isSameType, typeOf } from "../contract/compare.ts";
import type { Operator } from "../contract/query.ts";
import { valueAt } from "../contract/select.ts";
import type { Fields, Value } from "../contract/value.ts";
import { elements } from "../query/elements.ts";
import type { Comparison } from "./condition.ts";

/**
 * Whether the comparison holds of the document, with Firestore's own meaning: of a missing field
 * nothing holds; an order holds only between values of one type; null and NaN equal themselves,
 * but are never found among others.
 */
export function matches(
  { field, op, value }: Comparison,
  document: { readonly path: string; readonly data: Fields },
): boolean {
  const stored =
    field[0] === "__name__" ? { $reference: document.path } : valueAt(document.data, field);
  return stored !== undefined && HOLDS[op](stored, value);
}

const HOLDS: Readonly<Record<Operator, (stored: Value, value: Value) => boolean>> = {
  "==": areEqual,
  "!=": (stored, value) => stored !== null && !areEqual(stored, value),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  in: (stored, values) => isAmong(stored, values),
  "not-in": (stored, values) =>
    stored !== null && !elements(values).includes(null) && !isAmong(stored, values),
  "array-contains": (stored, value) => isAmong(value, stored),
  "array-contains-any": (stored, values) =>
    elements(values).some((value) => isAmong(value, stored)),
};

function ordered(holds: (order: number) => boolean) {
  return (stored: Value, value: Value) =>
    isSameType(stored, value) && holds(compareValues(stored, value));
}

function isAmong(value: Value, array: Value): boolean {
  const type = typeOf(value);
  if (type === "null" || type === "NaN") return false;
  return elements(array).some((element) => areEqual(element, value));
}
