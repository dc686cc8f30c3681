const INTEGER = /^-?\d+$/;
/** From here on JavaScript writes integers with an exponent, so that nobody reads one as such. */
const EXPONENT_FROM = 1e21;

/**
 * Whether a JSON number may be read as its double without changing what its writer meant.
 *
 * An integer must come back as it went in: be what JavaScript writes for its double (`2 ** 60` is
 * 1152921504606847000), or, where it writes an exponent, have exactly the double's value. A fraction
 * or an exponent means a double, and has the nearest, unless there is none.
 */
export function isExactLiteral(literal: string): boolean {
  const double = Number(literal);
  if (!Number.isFinite(double)) return false;
  if (!INTEGER.test(literal) || String(double) === literal) return true;
  return Math.abs(double) >= EXPONENT_FROM && BigInt(literal) === BigInt(double);
}
