import { fullJitterMs } from "./full-jitter.ts";

test("the pauses double up to their bound, and each is a random part of its longest", () => {
  const half = { baseMs: 50, random: () => 0.5 };
  expect([1, 2, 3, 4].map((attempt) => fullJitterMs(attempt, half))).toEqual([50, 100, 200, 400]);
  expect([1, 2, 3].map((attempt) => fullJitterMs(attempt, { ...half, maxMs: 250 }))).toEqual([
    50, 100, 125,
  ]);
  expect(fullJitterMs(1, { baseMs: 50, random: () => 0 })).toBe(0);
});
