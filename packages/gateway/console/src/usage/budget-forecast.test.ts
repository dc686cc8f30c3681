import { budgetForecasts } from "./budget-forecast.ts";

const NOW_MS = Date.parse("2026-11-27T03:00:00Z");
const HOUR_MS = 3_600_000;
const budget = {
  classes: [
    { class: "reads", stage: "warn", used: 800, allotted: 1_000 },
    { class: "writes", stage: "normal" },
  ],
  resetsAt: new Date(NOW_MS + 4 * HOUR_MS).toISOString(),
} as const;
const forecast = (reads: number) =>
  budgetForecasts(
    { ...budget, classes: [...budget.classes] },
    { reads: reads / HOUR_MS, writes: 0, deletes: 0 },
    NOW_MS,
  );

test("a class ends when what is left is used at today's pace; what isn't told is left out", () => {
  expect(forecast(100)).toEqual([
    { class: "reads", stage: "warn", used: 800, allotted: 1_000, endsAtMs: NOW_MS + 2 * HOUR_MS },
  ]);
});

test("one that lasts until it begins anew has no end", () => {
  expect(forecast(10)[0]).not.toHaveProperty("endsAtMs");
  expect(forecast(0)[0]).not.toHaveProperty("endsAtMs");
});
