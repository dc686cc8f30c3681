import fc from "fast-check";
import { exactNumber } from "./exact-number.ts";

/** Integers of more than 64 bits, half of which are doubles. */
const BEYOND = fc.oneof(
  fc.bigInt({ min: 2n ** 63n, max: 2n ** 80n }),
  fc.double({ min: 2 ** 63, max: 2 ** 80, noNaN: true }).map(BigInt),
);

test("an integer of 64 bits keeps all its digits", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (integer) => {
      expect(BigInt(exactNumber(String(integer)))).toBe(integer);
    }),
  );
});

test("an integer beyond is a double only where it comes back as it was", () => {
  fc.assert(
    fc.property(BEYOND, (integer) => {
      const text = String(integer);
      const back = JSON.stringify(Number(text));
      const isSame = back === text || (back.includes("e") && BigInt(Number(text)) === integer);
      expect(exactNumber(text)).toBe(isSame ? Number(text) : Number.NaN);
    }),
  );
});

test.each<[string, number | bigint]>([
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", 9007199254740992n],
  ["-9007199254740992", -9007199254740992n],
  ["9223372036854775807", 2n ** 63n - 1n],
  ["9223372036854775808", Number.NaN],
  ["-9223372036854775809", Number.NaN],
  ["12345678901234567890", Number.NaN],
  ["100000000000000000000", 1e20],
  ["1e20", 1e20],
  ["1000000000000000000000", 1e21],
  ["1000000000000000000001", Number.NaN],
  ["1e400", Number.NaN],
  ["-1E+400", Number.NaN],
  ["1e-400", Number.NaN],
  ["0e-400", 0],
  ["-0.00", -0],
  ["-0", -0],
  ["5e-324", 5e-324],
])("%s is %p", (text, value) => {
  expect(exactNumber(text)).toBe(value);
});

test("other numbers are what JSON.parse makes of them", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
      const text = Object.is(double, -0) ? "-0.0" : String(double);
      fc.pre(!/^-?\d+$/.test(text));
      expect(exactNumber(text)).toBe(JSON.parse(text));
    }),
  );
});
