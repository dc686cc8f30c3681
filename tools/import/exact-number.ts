import { isExactNumber } from "../../packages/gateway/src/values/is-exact-number.ts";
import { MAX_INT64, MIN_INT64 } from "../../packages/gateway/src/values/number.ts";

const INTEGER = /^-?\d+$/;
const NOTHING_BUT_ZEROS = /^-?[0.]+(?:e|$)/i;

/**
 * The value of a number's text in JSON. An integer keeps all its digits: it is a bigint where a
 * number would lose some and Firestore's 64 bits don't. Beyond 64 bits an integer must be a double's
 * (100000000000000000000), by the rule that the gateway has for requests.
 *
 * @returns NaN where Firestore has no such number: an integer that would become another one, a
 * number beyond the doubles, or one that would become 0
 */
export function exactNumber(text: string): number | bigint {
  const number = Number(text);
  if (INTEGER.test(text)) return exactInteger(text, number);
  const isLost = !Number.isFinite(number) || (number === 0 && !NOTHING_BUT_ZEROS.test(text));
  return isLost ? Number.NaN : number;
}

function exactInteger(text: string, number: number): number | bigint {
  if (Number.isSafeInteger(number)) return number;
  const integer = BigInt(text);
  if (integer >= MIN_INT64 && integer <= MAX_INT64) return integer;
  return isExactNumber(text) ? number : Number.NaN;
}
