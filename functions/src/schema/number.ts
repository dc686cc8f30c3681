import type { z } from "zod";
import { exactNumber, isNumber } from "../contract/number.ts";
import type { Int64, SpecialNumber, Value } from "../contract/value.ts";
import { firestoreType, type Reading } from "./firestore-type.ts";

export interface NumberOptions {
  /** @default none */
  readonly minimum?: number;
  /** @default none */
  readonly maximum?: number;
}

/**
 * An integer of 64 bits. Beyond 2^53, where a number is not exact, it is `{"$int64": digits}`.
 * Where that can't be, `z.int()` does as well.
 */
export function integer(options: NumberOptions = {}): z.ZodType<number | Int64, number | Int64> {
  const isInteger = (sent: Value): boolean => {
    const number = isNumber(sent) ? exactNumber(sent) : Number.NaN;
    return typeof number === "bigint" || Number.isSafeInteger(number);
  };
  return firestoreType(
    (sent): Reading =>
      isInteger(sent) && isWithin(sent, options)
        ? // The integer 0 has no sign.
          { value: Object.is(sent, -0) ? 0 : sent }
        : { mustBe: `an integer${range(options)}` },
    { type: { isInteger: true, isBounded: isBounded(options) } },
  );
}

/**
 * A number that is always stored as a double, even where it is an integer; with NaN, Infinity and
 * -Infinity. Where those can't be, and integers may be stored as such, `z.number()` does as well.
 */
export function double(
  options: NumberOptions = {},
): z.ZodType<number | SpecialNumber, number | SpecialNumber> {
  return firestoreType(
    (sent): Reading =>
      isDouble(sent) && isWithin(sent, options)
        ? { value: toDouble(sent) }
        : { mustBe: `a number${range(options)}` },
    { type: { isDouble: true, isBounded: isBounded(options) } },
  );
}

function isDouble(sent: Value): boolean {
  return isNumber(sent) && typeof exactNumber(sent) === "number";
}

/** The number, marked as a double where it would be stored as an integer. */
export function toDouble(sent: Value): Value {
  return Number.isSafeInteger(sent) && !Object.is(sent, -0) ? { $double: sent } : sent;
}

function isBounded({ minimum, maximum }: NumberOptions): boolean {
  return minimum !== undefined || maximum !== undefined;
}

/** NaN is within no bounds. */
function isWithin(sent: Value, { minimum, maximum }: NumberOptions): boolean {
  const number = exactNumber(sent);
  return (
    (minimum === undefined || number >= minimum) && (maximum === undefined || number <= maximum)
  );
}

function range({ minimum, maximum }: NumberOptions): string {
  const from = minimum === undefined ? "" : ` of at least ${String(minimum)}`;
  const to =
    maximum === undefined ? "" : ` ${from === "" ? "of" : "and"} at most ${String(maximum)}`;
  return from + to;
}
