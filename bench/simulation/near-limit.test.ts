import { simulateNearLimit, type NearLimitFigures } from "./near-limit.ts";

describe("a caller on 4 instances that asks 1.5 times its quota", () => {
  let figures: NearLimitFigures;

  beforeAll(async () => {
    const load = { instances: 4, quotaPerSecond: 20, burstSeconds: 5, factor: 1.5 };
    figures = await simulateNearLimit(load, 1);
  }, 60_000);

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
});
