import fc from "fast-check";
import type { BucketSize } from "../src/quota/token-bucket.ts";
import { excess, type Admitted } from "./admission-log.ts";

const entries = fc
  .record({
    askedMs: fc.integer({ min: 0, max: 1_000 }),
    tookMs: fc.constantFrom(0, 0, 1, 50, 900),
    amount: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ askedMs, tookMs, amount }) => ({ askedMs, answeredMs: askedMs + tookMs, amount }));

/** The same, window by window. */
function excessByDefinition(
  log: readonly Admitted[],
  { capacity, refillPerMinute }: BucketSize,
): number {
  const windows = log.flatMap(({ askedMs: fromMs }) =>
    log.map(({ answeredMs: toMs }) => ({ fromMs, toMs })),
  );
  const excesses = windows.flatMap(({ fromMs, toMs }) => {
    const within = log.filter((of) => of.askedMs >= fromMs && of.answeredMs <= toMs);
    const sum = within.reduce((total, { amount }) => total + amount, 0);
    const allowed = capacity + ((toMs - fromMs) * refillPerMinute) / 60_000;
    return within.length === 0 ? [] : [sum - allowed];
  });
  return Math.max(-Infinity, ...excesses);
}

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

  test("is what comes of looking at every window", () => {
    const sizes = fc.record({
      capacity: fc.integer({ min: 1, max: 30 }),
      refillPerMinute: fc.constantFrom(0, 60, 600, 60_000),
    });
    fc.assert(
      fc.property(fc.array(entries, { minLength: 1, maxLength: 20 }), sizes, (log, of) => {
        expect(excess(log, of)).toBeCloseTo(excessByDefinition(log, of), 6);
      }),
    );
  });
});
