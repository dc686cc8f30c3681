import { simulateNearLimit, type NearLimitFigures } from "./near-limit.ts";

describe.each([
  { instances: 4, factor: 1.5 },
  { instances: 20, factor: 1 },
])(
  "a caller on $instances instances that asks $factor times its quota",
  ({ instances, factor }) => {
    let figures: NearLimitFigures;

    beforeAll(async () => {
      const load = { instances, quotaPerSecond: 20, burstSeconds: 5, factor };
      figures = await simulateNearLimit(load, 1);
    });

    test("gets what an exact bucket would admit, and nothing above the limit", () => {
      expect(figures.ofExact).toBeGreaterThan(0.97);
      expect(figures.excess).toBeLessThanOrEqual(1e-6);
      expect(figures.failed).toBe(0);
    });

    test("gets as much of each instance", () => {
      expect(figures.fairness).toBeGreaterThan(0.95);
    });

    test("is admitted once it has waited as it was told", () => {
      expect(figures.refusedAfterWait).toBe(0);
    });
  },
);
