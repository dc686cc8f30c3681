import fc from "fast-check";
import { spreadOf } from "./spread.ts";

test("the median of an odd number of values is one of them, of an even number between two", () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 });
  expect(spreadOf([4, 1, 2, 9])).toEqual({ median: 3, min: 1, max: 9 });
});

test("the order of the values does not matter, and the median is within them", () => {
  const values = fc.array(fc.integer(), { minLength: 1 });
  fc.assert(
    fc.property(values, (some) => {
      const spread = spreadOf(some);
      expect(spreadOf(some.toReversed())).toEqual(spread);
      expect(spread.min).toBeLessThanOrEqual(spread.median);
      expect(spread.max).toBeGreaterThanOrEqual(spread.median);
    }),
  );
});

test("nothing has no median", () => {
  expect(() => spreadOf([])).toThrow(RangeError);
});
