const INTEGER = /^-?\d+$/;
/** From here on JavaScript writes integers with an exponent, so that nobody reads one as such. */
const EXPONENT_FROM = 1e21;

/**
 * Whether a JSON number, read as a double, is what its writer had.
 *
 * An integer must come back as it was sent. So it must be what JavaScript writes for its double:
 * 9007199254740993 comes back as 9007199254740992, and 1152921504606846976, which is 2^60, as
 * 1152921504606847000; who means an integer of 64 bits would find another. Where JavaScript writes
 * an exponent, what comes back is read as a double everywhere: there the value counts. A number
 * with a fraction or an exponent means a double, however many digits its writer gives: it is the
 * nearest one, unless there is none.
 */
export function isExactNumber(literal: string): boolean {
  const double = Number(literal);
  if (!Number.isFinite(double)) return false;
  if (!INTEGER.test(literal) || Number.isSafeInteger(double)) return true;
  if (String(double) === literal) return true;
  return Math.abs(double) >= EXPONENT_FROM && BigInt(literal) === BigInt(double);
}
