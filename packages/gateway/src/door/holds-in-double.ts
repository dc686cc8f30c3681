import { isExactNumber } from "../values/is-exact-number.ts";

const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
/** Digits of `Number.MAX_SAFE_INTEGER`. */
const SAFE_DIGITS = 16;
/** A number below 10 to the power of this is finite. */
const FINITE_DIGITS = 308;

/**
 * Whether a number in a text of JSON is the double that it is read as; {@link isExactNumber} says
 * when. The most usual are known without a string being made of them.
 *
 * @param start of its first byte
 * @param end after its last byte
 */
export function holdsInDouble(json: Buffer, start: number, end: number): boolean {
  return (
    isSafeInteger(json, start, end) ||
    hasSmallExponent(json, start, end) ||
    isExactNumber(json.toString("latin1", start, end))
  );
}

/** Whether it is an integer up to 2^53 - 1. */
function isSafeInteger(json: Buffer, start: number, end: number): boolean {
  const first = json[start] === MINUS ? start + 1 : start;
  if (end - first > SAFE_DIGITS) return false;
  let integer = 0;
  for (let at = first; at < end; at++) {
    if (!isDigit(json[at] as number)) return false;
    integer = integer * 10 + (json[at] as number) - ZERO;
  }
  return integer <= Number.MAX_SAFE_INTEGER;
}

/** Whether it has an exponent, with which all its characters, taken for digits, come to no infinity. */
function hasSmallExponent(json: Buffer, start: number, end: number): boolean {
  let exponent = 0;
  let at = end - 1;
  for (let unit = 1; unit <= 100 && isDigit(json[at] as number); unit *= 10) {
    exponent += ((json[at--] as number) - ZERO) * unit;
  }
  const isExponent = !isDigit(json[at] as number) && at > start;
  return isExponent && end - start + (json[at] === MINUS ? 0 : exponent) < FINITE_DIGITS;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
