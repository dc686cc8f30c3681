import type { Figures } from "./figures.ts";
import { simulate } from "./simulate.ts";

const small = {
  instances: 4,
  callers: 50,
  callsPerSecond: 100,
  quotaPerSecond: 15,
  measuredMs: 60_000,
};

describe("a simulation", () => {
  let figures: Figures;

  beforeAll(async () => {
    figures = await simulate(small, 1);
  });

  test("admits nothing above a limit, in any window of any caller", () => {
    expect(figures.excess).toBeLessThanOrEqual(1e-6);
    expect(figures.refused).toBeGreaterThan(100);
    expect(figures.failed).toBe(0);
  });

  test("has overrides in force, and gone, within 10 s on all instances", () => {
    expect(figures.secondsToBlock).toBeLessThanOrEqual(10);
    expect(figures.secondsToClear).toBeLessThanOrEqual(10);
    expect(figures.secondsToBlock).toBeGreaterThan(0);
  });

  test("costs a hot caller much less than a cold one, who pays one read and one write", () => {
    const { hottest, cold } = figures.perCall;
    expect(hottest.writes).toBeLessThan(0.1);
    expect(cold.writes).toBeCloseTo(1, 0);
    expect(cold.reads).toBeCloseTo(1, 0);
  });

  test("is fair between instances, and uses up what there is", () => {
    expect(figures.fairness).toBeGreaterThan(0.9);
    expect(figures.ofOneBucket).toBeGreaterThan(0.9);
  });

  test("writes the budget's document seldom", () => {
    expect(figures.budgetUpdates.sustained).toBeLessThan(1);
  });

  test("is the same for the same seed", async () => {
    expect(await simulate(small, 1)).toEqual(figures);
    expect(await simulate(small, 2)).not.toEqual(figures);
  });
});
