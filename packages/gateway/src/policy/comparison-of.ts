import { maxListValues } from "../query/max-list-values.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { ORDERED_TYPES, typeOf } from "../values/compare.ts";
import { containsNaN } from "../values/contains-nan.ts";
import type { Operator } from "../values/operator.ts";
import type { Value } from "../values/value.ts";
import type { Condition } from "./condition.ts";

/**
 * The condition that the field compares so with a value that no declaration could check: what
 * Firestore takes in no filter never holds. A list of one value is that value, which needs no
 * disjunction.
 */
export function comparisonOf(field: FieldPath, op: Operator, value: Value | undefined): Condition {
  if (value === undefined || !isComparable(op, value)) return false;
  const most = maxListValues(op);
  return most === undefined ? { field, op, value } : listComparison(field, op, { value, most });
}

/**
 * Whether a comparison with the value, which no declaration could check, can hold. As in rules, only
 * numbers, texts, times and bytes have an order, and nothing is equal to NaN.
 */
export function isComparable(op: Operator, value: Value): boolean {
  switch (op) {
    case "<":
    case "<=":
    case ">":
    case ">=":
      return ORDERED_TYPES.has(typeOf(value));
    case "==":
      return !containsNaN(value);
    case "array-contains":
      // Firestore has no array in an array.
      return value !== null && !Array.isArray(value) && !containsNaN(value);
    default:
      return true;
  }
}

function listComparison(
  field: FieldPath,
  op: Operator,
  { value, most }: { readonly value: Value; readonly most: number },
): Condition {
  if (!Array.isArray(value)) return false;
  const all = value as readonly Value[];
  const distinct = new Map(all.map((item) => [JSON.stringify(item), item]));
  const values = [...distinct.values()].filter((item) => item !== null && !containsNaN(item));
  const [first, ...rest] = values;
  if (first === undefined || values.length > most) return false;
  if (op === "not-in") return all.some(isNullish) ? false : { field, op, value: values };
  if (rest.length > 0) return { field, op, value: values };
  return { field, op: op === "in" ? "==" : "array-contains", value: first };
}

/** Whether a value is one of those that only `==` and `!=` compare with. */
export function isNullish(value: Value): boolean {
  const type = typeOf(value);
  return type === "null" || type === "NaN";
}

/** What a comparison is with its sides exchanged; undefined where Firestore has no word for it. */
export function exchanged(op: Operator): Operator | undefined {
  return op === "not-in" ? undefined : EXCHANGED[op];
}

const EXCHANGED: Readonly<Record<Exclude<Operator, "not-in">, Operator>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  in: "array-contains",
  "array-contains": "in",
  "array-contains-any": "array-contains-any",
};

/** The condition that a value compares so with the field of the document. */
export function exchangedComparison(
  value: Value | undefined,
  op: Operator,
  field: FieldPath,
): Condition {
  const other = exchanged(op);
  return other === undefined ? false : comparisonOf(field, other, value);
}
