const INTEGER = /^-?\d+$/;

/**
 * The value of a number's text in JSON: a bigint where a number would lose digits of an integer,
 * so that Firestore's 64-bit integers come through.
 */
export function exactNumber(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) || !INTEGER.test(text) ? number : BigInt(text);
}

/** Whether Firestore has the integer. */
export function isInt64(integer: bigint): boolean {
  return BigInt.asIntN(64, integer) === integer;
}
