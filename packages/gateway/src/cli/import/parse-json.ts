import { exactNumber } from "./exact-number.ts";

type Reviver = (name: string, value: unknown, context: { readonly source: string }) => unknown;

const reviveExactly: Reviver = (_name, value, { source }) =>
  typeof value === "number" ? exactNumber(source) : value;

/** What a text must have so that a number in it may not be what JSON.parse makes of it. */
const MAY_LOSE_DIGITS = /\d{16}|\d[eE][+-]?\d{3}/;

/**
 * JSON.parse with {@link exactNumber}. A reviver takes several times as long as the parser alone, so
 * that only texts with a long number get one.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  if (!MAY_LOSE_DIGITS.test(text)) return JSON.parse(text);
  return JSON.parse(text, reviveExactly as Parameters<typeof JSON.parse>[1]);
}
