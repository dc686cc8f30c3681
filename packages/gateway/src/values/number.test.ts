import fc from "fast-check";
import { increment } from "./number.ts";
import type { Value } from "./value.ts";

test.each<[Value | undefined, Value, Value]>([
  [undefined, 5, 5],
  [null, 5, 5],
  ["a", 1.5, 1.5],
  [{ $timestamp: "2026-11-22T10:00:00.000000Z" }, { $double: 2 }, 2],
  [1, 2, 3],
  [1, -0.5, 0.5],
  [2 ** 53 - 1, 2, { $int64: "9007199254740993" }],
  [{ $int64: "9007199254740993" }, -2, 2 ** 53 - 1],
  [{ $int64: "9223372036854775807" }, 1, { $int64: "9223372036854775807" }],
  [{ $int64: "-9223372036854775808" }, -1, { $int64: "-9223372036854775808" }],
  [2 ** 53, 1, 2 ** 53],
  [1, { $number: "Infinity" }, { $number: "Infinity" }],
  [{ $number: "-Infinity" }, { $number: "Infinity" }, { $number: "NaN" }],
  [1e308, 1e308, { $number: "Infinity" }],
])("%j and %j more are %j", (before, by, sum) => {
  expect(increment(before, by)).toEqual(sum);
});

test("integers add up exactly, up to 64 bits", () => {
  const int64 = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n - 1n });
  fc.assert(
    fc.property(int64, int64, (a, b) => {
      const sum = increment({ $int64: String(a) }, { $int64: String(b) });
      const digits = typeof sum === "number" ? String(sum) : (sum as { $int64: string }).$int64;
      expect(BigInt(digits)).toBe(a + b);
    }),
  );
});
