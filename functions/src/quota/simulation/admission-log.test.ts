import { excess } from "./admission-log.ts";

describe("excess", () => {
  const size = { capacity: 10, refillPerMinute: 60 };

  test("is the worst of all windows, not that of the whole log", () => {
    const quiet = { askedMs: 0, answeredMs: 0, amount: 1 };
    const burst = { askedMs: 100_000, answeredMs: 100_000, amount: 7 };
    const next = { askedMs: 101_000, answeredMs: 101_000, amount: 7 };
    expect(excess([quiet, burst, next], size)).toBe(3);
  });

  test("counts what was surely admitted within the window only", () => {
    const slow = { askedMs: 0, answeredMs: 60_000, amount: 10 };
    const late = { askedMs: 59_000, answeredMs: 60_000, amount: 10 };
    expect(excess([slow, late], size)).toBe(-1);
  });

  test("an empty log has none", () => {
    expect(excess([], size)).toBe(-Infinity);
  });
});
