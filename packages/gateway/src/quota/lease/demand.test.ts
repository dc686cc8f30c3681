import { askedMore, demandOf, noneAsked, type FadingDemand } from "./demand.ts";

const memory = { memoryMs: 4_000, useMs: 9_500 };

/** Calls at the given times. */
function asked(times: readonly number[], tokens = 1): FadingDemand {
  return times.reduce(
    (before, nowMs) =>
      askedMore(before, { tokens, calls: 1, largest: tokens, nowMs }, memory.memoryMs),
    noneAsked(times[0] ?? 0),
  );
}
const every = (ms: number, untilMs: number) =>
  Array.from({ length: Math.floor(untilMs / ms) + 1 }, (_, index) => index * ms);

describe("a demand", () => {
  test("is known soon, not only when its memory is full", () => {
    for (const afterMs of [1_000, 2_000, 4_000, 20_000]) {
      const { perMinute } = demandOf(asked(every(10, afterMs)), afterMs, memory);
      expect(perMinute).toBeGreaterThan(0.9 * 6_000);
      expect(perMinute).toBeLessThan(1.1 * 6_000);
    }
  });

  test("of a burst is not taken for a flood", () => {
    expect(demandOf(asked(every(1, 50)), 50, memory).perMinute).toBeLessThan(60 * 60);
  });

  test("of one call, or of calls far between, does not last", () => {
    expect(demandOf(asked([0]), 0, memory).isLasting).toBe(false);
    expect(demandOf(asked(every(10_000, 60_000)), 60_000, memory).isLasting).toBe(false);
    expect(demandOf(asked(every(1_000, 60_000)), 60_000, memory).isLasting).toBe(true);
  });

  test("is forgotten when nothing comes any more", () => {
    const before = asked(every(10, 10_000));
    expect(demandOf(before, 40_000, memory).isLasting).toBe(false);
    expect(demandOf(before, 70_000, memory).perMinute).toBe(0);
  });

  test("knows the largest of the recent calls", () => {
    const more = (before: FadingDemand, nowMs: number) =>
      askedMore(before, { tokens: 1, calls: 1, largest: 1, nowMs }, memory.memoryMs);
    const soon = more(asked([0], 50), 1_000);
    expect(demandOf(soon, 1_000, memory).largest).toBeGreaterThan(45);
    expect(demandOf(more(soon, 300_000), 300_000, memory).largest).toBe(1);
  });
});
