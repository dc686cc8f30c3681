import fc from "fast-check";
import { fairness } from "./fairness.ts";

describe("fairness", () => {
  test("is 1 where all are alike, and 1/n where one has it all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1e6 }), (n, part) => {
        expect(fairness(Array.from({ length: n }, () => part))).toBeCloseTo(1);
        expect(fairness([part, ...Array.from({ length: n - 1 }, () => 0)])).toBeCloseTo(1 / n);
      }),
    );
  });
});
