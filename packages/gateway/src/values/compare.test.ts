import fc from "fast-check";
import { areEqual, compareValues, isSameType } from "./compare.ts";
import * as arbitrary from "./value.arbitrary.ts";
import type { Value } from "./value.ts";

/** In the order in which the Firestore emulator returns them; values on one line are equal. */
const ORDERED: readonly (readonly Value[])[] = [
  [null],
  [false],
  [true],
  [{ $number: "NaN" }],
  [{ $number: "-Infinity" }],
  [{ $int64: "-9223372036854775808" }, -(2 ** 63)],
  [-1, { $double: -1 }],
  [0, -0],
  [1.5],
  [2 ** 53],
  [{ $int64: "9007199254740993" }],
  [2 ** 53 + 2],
  [{ $int64: "9223372036854775807" }],
  [2 ** 63],
  [{ $number: "Infinity" }],
  [{ $timestamp: "0001-01-01T00:00:00.000000Z" }],
  [{ $timestamp: "2026-11-22T10:00:00.000001Z" }],
  [""],
  ["a"],
  ["\uffff"],
  ["\u{1F600}"],
  [{ $bytes: "" }],
  [{ $bytes: "AA==" }],
  [{ $bytes: "AAA=" }],
  [{ $bytes: "/w==" }],
  [{ $reference: "a/$" }],
  [{ $reference: "a/b" }],
  [{ $reference: "a/b/c/d" }],
  [{ $reference: "a/b-" }],
  [{ $reference: "a-/b" }],
  [{ $geoPoint: { latitude: 1, longitude: -2 } }],
  [{ $geoPoint: { latitude: 1, longitude: 2 } }],
  [{ $geoPoint: { latitude: 2, longitude: 0 } }],
  [[]],
  [[1]],
  [[1, 5]],
  [[2]],
  [{ $vector: [1] }],
  [{ $vector: [2] }],
  [{ $vector: [0, 9] }],
  [{ $vector: [1, 1] }],
  [{}],
  [{ $map: [["$a", 1]] }],
  [
    { a: 0, c: 9 },
    { c: 9, a: 0 },
  ],
  [{ a: 1 }],
  [{ a: 1, b: 0 }],
  [{ a: "x" }],
  [{ b: 0 }],
  [{ "\uffff": 0 }],
  [{ "\u{1F600}": 0 }],
];

test("values order as Firestore orders them", () => {
  for (const [i, left] of ORDERED.entries()) {
    for (const [j, right] of ORDERED.entries()) {
      for (const a of left) {
        for (const b of right)
          expect([a, b, Math.sign(compareValues(a, b))]).toEqual([a, b, Math.sign(i - j)]);
      }
    }
  }
});

test("it is a total order", () => {
  const { value } = arbitrary;
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      expect(areEqual(a, a)).toBe(true);
      expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) + 0);
      const [first, second, third] = [a, b, c].toSorted(compareValues) as [Value, Value, Value];
      expect(compareValues(first, third)).toBeLessThanOrEqual(0);
      expect(compareValues(first, second)).toBeLessThanOrEqual(0);
      expect(compareValues(second, third)).toBeLessThanOrEqual(0);
    }),
  );
});

test("integers and doubles are compared exactly", () => {
  const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(integer, integer, (a, b) => {
      const order = compareValues({ $int64: String(a) }, { $int64: String(b) });
      expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test("ranges hold within a type only; null and NaN are in none", () => {
  expect(isSameType(1, { $int64: "9007199254740993" })).toBe(true);
  expect(isSameType(1, "1")).toBe(false);
  expect(isSameType(1, { $number: "NaN" })).toBe(false);
  expect(isSameType({ $number: "NaN" }, { $number: "NaN" })).toBe(false);
  expect(isSameType(null, null)).toBe(false);
  expect(isSameType({ $vector: [1] }, { a: 1 })).toBe(false);
  expect(isSameType({ a: 1 }, { $map: [["$a", 1]] })).toBe(true);
});
