import { tagOf } from "./map.ts";
import type { Fields, Value } from "./value.ts";

export const MIN_INT64 = -(2n ** 63n);
export const MAX_INT64 = 2n ** 63n - 1n;

/** Whether a value is a number to Firestore: an integer or a double, NaN too. */
export function isNumber(value: Value): boolean {
  const tag = tagOf(value);
  return typeof value === "number" || tag === "$number" || tag === "$int64" || tag === "$double";
}

/** A number's exact value; JavaScript compares a BigInt with a number without rounding. */
export function exactNumber(value: Value): number | bigint {
  if (typeof value === "number") return value;
  const { $int64, $double, $number } = value as Readonly<Record<string, string | number>>;
  return typeof $int64 === "string" ? BigInt($int64) : Number($double ?? $number);
}

/** An integer in the one form it has, a number where a number is exact; from its decimal digits. */
export function integerValue(digits: string): Value {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : { $int64: digits };
}

/** A double in the one form it has: a number where JSON has it. */
export function doubleValue(double: number): Value {
  return Number.isFinite(double) ? double : { $number: String(double) };
}

/**
 * The sum that Firestore's `increment` stores: of integers an integer that stops at the borders of
 * 64 bits, of anything else a double; what is not a number counts as nothing.
 */
export function increment(before: Value | undefined, amount: Value): Value {
  if (before === undefined || !isNumber(before)) return withoutDoubleTag(amount);
  const a = exactNumber(before);
  const b = exactNumber(amount);
  if (isInteger(a) && isInteger(b)) {
    const sum = BigInt(a) + BigInt(b);
    return integerValue(String(sum < MIN_INT64 ? MIN_INT64 : sum > MAX_INT64 ? MAX_INT64 : sum));
  }
  return doubleValue(Number(a) + Number(b));
}

/**
 * What Firestore's `minimum` and `maximum` store: NaN where one of both is NaN, and what is stored
 * where both are equal, 0 and -0 too; what is not a number counts as nothing.
 */
export function extreme(
  kind: "minimum" | "maximum",
  before: Value | undefined,
  operand: Value,
): Value {
  if (before === undefined || !isNumber(before)) return withoutDoubleTag(operand);
  const a = exactNumber(before);
  const b = exactNumber(operand);
  if (Number.isNaN(a)) return before;
  if (Number.isNaN(b)) return operand;
  const isReplaced = kind === "minimum" ? b < a : b > a;
  return isReplaced ? withoutDoubleTag(operand) : before;
}

/** Whether a number's exact value is stored as an integer. */
export function isInteger(number: number | bigint): boolean {
  return typeof number === "bigint" || (Number.isSafeInteger(number) && !Object.is(number, -0));
}

function withoutDoubleTag(value: Value): Value {
  return tagOf(value) === "$double" ? ((value as Fields)["$double"] as Value) : value;
}
