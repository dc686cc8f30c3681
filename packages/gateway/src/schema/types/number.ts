import type * as z from "zod";
import { exactNumber, isInteger as isStoredAsInteger, isNumber } from "../../values/number.ts";
import type { Int64, SpecialNumber, Value } from "../../values/value.ts";
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
  return firestoreType(
    (sent): Reading => {
      if (!isNumber(sent)) return { mustBe: "an integer" };
      if (!isInteger(sent)) return { problem: "must be an integer" };
      // The integer 0 has no sign.
      return within(options, Object.is(sent, -0) ? 0 : sent);
    },
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
    (sent): Reading => {
      if (!isNumber(sent)) return { mustBe: "a number" };
      if (typeof exactNumber(sent) === "bigint") return { problem: "is too large to be exact" };
      return within(options, toDouble(sent));
    },
    { type: { isDouble: true, isBounded: isBounded(options) } },
  );
}

/** The number, marked as a double where it would be stored as an integer. */
export function toDouble(sent: Value): Value {
  return typeof sent === "number" && isStoredAsInteger(sent) ? { $double: sent } : sent;
}

function isInteger(sent: Value): boolean {
  const number = exactNumber(sent);
  return typeof number === "bigint" || Number.isSafeInteger(number);
}

function isBounded({ minimum, maximum }: NumberOptions): boolean {
  return minimum !== undefined || maximum !== undefined;
}

/** The number, if it is within the bounds. NaN is within none. */
function within({ minimum, maximum }: NumberOptions, value: Value): Reading {
  const number = exactNumber(value);
  if (minimum !== undefined && !(number >= minimum)) {
    return { problem: `must be at least ${String(minimum)}` };
  }
  if (maximum !== undefined && !(number <= maximum)) {
    return { problem: `must be at most ${String(maximum)}` };
  }
  return { value };
}
