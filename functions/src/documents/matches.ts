import { areEqual, compareValues, isSameType, typeOf } from "../contract/compare.ts";
import type { Filter, Operator } from "../contract/query.ts";
import { valueAt } from "../contract/select.ts";
import type { FieldPath, Fields, Value } from "../contract/value.ts";

/** What a filter looks at. */
export interface Candidate {
  readonly path: string;
  readonly data: Fields;
}

/**
 * Whether a filter holds of a document, with Firestore's own meaning: of a missing field nothing
 * holds, a range only within a type, and null and NaN are found by `==` alone.
 */
export function matches(filter: Filter, document: Candidate): boolean {
  if ("and" in filter) return filter.and.every((part) => matches(part, document));
  if ("or" in filter) return filter.or.some((part) => matches(part, document));
  const stored = fieldOf(document, filter.field);
  return stored !== undefined && OPERATORS[filter.op](stored, filter.value);
}

/** The value of a field, or of the document's id; undefined where the document lacks it. */
export function fieldOf(document: Candidate, field: FieldPath): Value | undefined {
  return isDocumentId(field) ? { $reference: document.path } : valueAt(document.data, field);
}

/** Whether a field path stands for the document's id. */
export function isDocumentId(field: FieldPath): boolean {
  return field.length === 1 && field[0] === "__name__";
}

const OPERATORS: Readonly<Record<Operator, (stored: Value, value: Value) => boolean>> = {
  "==": areEqual,
  "!=": (stored, value) => stored !== null && !areEqual(stored, value),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  in: (stored, values) => isOneOf(stored, values),
  "not-in": (stored, values) =>
    stored !== null && !contains(values, null) && !isOneOf(stored, values),
  "array-contains": contains,
  "array-contains-any": (stored, values) =>
    Array.isArray(values) && values.some((value: Value) => contains(stored, value)),
};

function ordered(holds: (order: number) => boolean) {
  return (stored: Value, value: Value) =>
    isSameType(stored, value) && holds(compareValues(stored, value));
}

/** `in` finds neither null nor NaN. */
function isOneOf(stored: Value, values: Value): boolean {
  return stored !== null && typeOf(stored) !== "NaN" && contains(values, stored);
}

function contains(array: Value, value: Value): boolean {
  return Array.isArray(array) && array.some((item: Value) => areEqual(item, value));
}
