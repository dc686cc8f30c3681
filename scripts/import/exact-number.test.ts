import fc from "fast-check";
import { exactNumber } from "./exact-number.ts";

test("no integer loses a digit", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (integer) => {
      expect(BigInt(exactNumber(String(integer)))).toBe(integer);
    }),
  );
});

test("an integer is a bigint only where it must be", () => {
  expect(exactNumber("9007199254740991")).toBe(9007199254740991);
  expect(exactNumber("9007199254740992")).toBe(9007199254740992n);
  expect(exactNumber("-9007199254740992")).toBe(-9007199254740992n);
});

test("other numbers are what JSON.parse makes of them", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
      const text = Object.is(double, -0) ? "-0.0" : String(double);
      fc.pre(!/^-?\d+$/.test(text));
      expect(exactNumber(text)).toBe(JSON.parse(text));
    }),
  );
  expect(exactNumber("-0")).toBe(-0);
});
