import fc from "fast-check";
import { answeredAt, later, surelyBefore } from "./moment.ts";

/** A database's clock as the truth has it: it runs a little differently from the process's. */
const clocks = fc.record({
  offsetMs: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
  rate: fc.double({ min: 0.9995, max: 1.0005, noNaN: true }),
  sentMs: fc.integer({ min: 0, max: 1e9 }),
  thereMs: fc.double({ min: 0, max: 500, noNaN: true }),
  backMs: fc.double({ min: 0, max: 500, noNaN: true }),
  waitMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
});

describe("a moment", () => {
  test("never says that the database's clock has come further than it has, nor less far than it may have", () => {
    fc.assert(
      fc.property(clocks, ({ offsetMs, rate, sentMs, thereMs, backMs, waitMs }) => {
        const clock = (monotonicMs: number) => offsetMs + monotonicMs * rate;
        const answered = sentMs + thereMs + backMs;
        const moment = answeredAt(clock(sentMs + thereMs), sentMs, answered);
        const now = answered + waitMs;
        const { nowMs, latestMs } = later(moment, now);
        expect(nowMs).toBeLessThanOrEqual(clock(now) + 1e-3);
        expect(latestMs).toBeGreaterThanOrEqual(clock(now) - 1e-3);
        expect(latestMs - nowMs).toBeLessThan(thereMs + backMs + 0.002 * waitMs + 4);
      }),
    );
  });

  test("a holder stops before the database's clock has come to the end, however it knows the time", () => {
    const leases = fc.integer({ min: 1, max: 60_000 });
    fc.assert(
      fc.property(
        clocks,
        leases,
        ({ offsetMs, rate, sentMs, thereMs, backMs, waitMs }, leaseMs) => {
          const clock = (monotonicMs: number) => offsetMs + monotonicMs * rate;
          const answered = sentMs + thereMs + backMs;
          const read = answeredAt(clock(sentMs + thereMs), sentMs, answered);
          for (const moment of [read, later(read, answered + waitMs)]) {
            const stopsAt = surelyBefore(moment, moment.nowMs + leaseMs);
            expect(clock(stopsAt)).toBeLessThanOrEqual(moment.nowMs + leaseMs + 1e-3);
          }
        },
      ),
    );
  });

  test("what was asked after a call came is decided on at the very moment of the answer", () => {
    const { nowMs, latestMs } = answeredAt(1_790_000_000_000.7, 5, 9);
    expect([nowMs, latestMs]).toEqual([1_790_000_000_000, 1_790_000_000_000]);
  });
});
