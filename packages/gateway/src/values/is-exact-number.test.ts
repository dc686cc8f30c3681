import fc from "fast-check";
import { isExactNumber } from "./is-exact-number.ts";

test("every number that JavaScript writes is exact, and comes back as it was sent", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
      expect(isExactNumber(JSON.stringify(double))).toBe(true);
    }),
  );
});

test("an integer is exact where it comes back digit for digit, or as the double that it is", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (integer) => {
      const back = JSON.stringify(Number(integer));
      const isSame = back.includes("e")
        ? BigInt(Number(integer)) === integer
        : back === String(integer);
      expect(isExactNumber(String(integer))).toBe(isSame);
    }),
  );
});

test("a double that another language writes with 17 digits, a fraction or an exponent is exact", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
      expect(isExactNumber(double.toExponential(16))).toBe(true);
      expect(isExactNumber(double.toPrecision(17).replace(/^(-?\d+)$/, "$1.0"))).toBe(true);
    }),
  );
});

test.each([
  ["9007199254740992", true],
  ["9007199254740993", false],
  ["1152921504606847000", true],
  ["1152921504606846976", false],
  ["9223372036854775807", false],
  ["100000000000000000000", true],
  ["1180591620717411303424", true],
  ["1180591620717411303425", false],
  ["-0", true],
  ["1e400", false],
])("%s: %s", (literal, isExact) => {
  expect(isExactNumber(literal)).toBe(isExact);
});
