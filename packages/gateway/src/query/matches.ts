import { areEqual, compareValues, isSameType, typeOf } from "../values/compare.ts";
import { mapFields } from "../values/map.ts";
import type { Operator } from "../values/operator.ts";
import type { Filter } from "./query.ts";
import { isPrefix, pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import { valueAt } from "../values/select.ts";
import type { Fields, Value } from "../values/value.ts";
import { elements } from "./elements.ts";

/**
 * What a filter or a condition is checked on: a stored document, or the one that a write would
 * leave.
 */
export interface Candidate {
  readonly path: string;
  readonly data: Fields;
  /** The fields whose values the gateway can't read. */
  readonly unreadable?: readonly { readonly field: FieldPath }[];
}

/**
 * Whether a filter holds of a document, with Firestore's own meaning: of a missing field nothing
 * holds; an order holds only between values of one type; null and NaN equal themselves, but are
 * never found among others.
 */
export function matches(filter: Filter, document: Candidate): boolean {
  if ("and" in filter) return filter.and.every((part) => matches(part, document));
  if ("or" in filter) return filter.or.some((part) => matches(part, document));
  const stored = fieldOf(document, filter.field);
  return stored !== undefined && compares(stored, filter.op, filter.value);
}

/** Whether two values compare so, as a stored one and that of a filter do. */
export function compares(stored: Value, op: Operator, value: Value): boolean {
  return HOLDS[op](stored, value);
}

/**
 * The value of a field, or of the document's id; undefined where there is none, and where something
 * in it can't be read, so that nothing holds of it.
 */
export function fieldOf(
  { path, data, unreadable = [] }: Candidate,
  field: FieldPath,
): Value | undefined {
  if (field[0] === "__name__") return { $reference: path };
  const isReadable = !unreadable.some((part) => isPrefix(field, part.field));
  return isReadable ? valueAt(data, field) : undefined;
}

/**
 * Whether the document has all that the field would be in, a map, and not the field. False where the
 * gateway can't read enough of it to say so.
 */
export function isMissing({ data, unreadable = [] }: Candidate, field: FieldPath): boolean {
  if (field[0] === "__name__") return false;
  if (unreadable.some((part) => pathsOverlap(field, part.field))) {
    return false;
  }
  const above = field.slice(0, -1);
  const container = above.length === 0 ? data : mapFields(valueAt(data, above) ?? null);
  return container !== undefined && valueAt(data, field) === undefined;
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
