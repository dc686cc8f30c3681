import fc from "fast-check";
import { limitsOf, perDay, perSecond } from "../limit.ts";
import { shareOf } from "./share.ts";

const [limit] = limitsOf("calls", [perSecond(100)]);
if (limit === undefined) throw new Error("there is a limit");
const busy = { perMinute: 6_000, calls: 400, mean: 1, largest: 1, isLasting: true };
/** Others who share the limit, each asked so much a minute. */
const asked = (...perMinute: number[]) => perMinute.map((demand) => ({ weight: 1, demand }));
const claim = {
  demand: busy,
  asks: 6_000,
  others: [],
  sharers: asked(),
  tokens: 100,
  leaseMs: 9_500,
};

describe("what an instance may lease", () => {
  test("is nothing for a caller whose calls are few: it strands nothing", () => {
    const demand = { ...busy, isLasting: false };
    expect(shareOf(limit, { ...claim, demand })).toBeUndefined();
  });

  test("is nothing for calls so large that a part would never pay one", () => {
    const demand = { ...busy, mean: 46, largest: 46 };
    expect(shareOf(limit, { ...claim, demand })).toBeUndefined();
  });

  test("is all of the refill for one who needs it, and room for nearly half of the bucket", () => {
    expect(shareOf(limit, claim)).toEqual({ capacity: 45, refillPerMinute: 6_000 });
  });

  test("is an equal share of the refill among those who need all, less what others still have", () => {
    const sharers = asked(6_000, 6_000, 6_000);
    expect(shareOf(limit, { ...claim, sharers })?.refillPerMinute).toBe(1_500);
    const others = [{ capacity: 50, refillPerMinute: 5_000 }];
    const beside = shareOf(limit, { ...claim, others, sharers: asked(6_000) });
    expect(beside?.refillPerMinute).toBe(1_000);
  });

  test("follows the demand where that is less: the rest is there for others", () => {
    const demand = { ...busy, perMinute: 600 };
    expect(shareOf(limit, { ...claim, demand, asks: 600 })?.refillPerMinute).toBe(750);
  });

  test("of a window that hardly refills is tokens for a lease's time", () => {
    const [daily] = limitsOf("calls", [perDay(20_000)]);
    const share =
      daily && shareOf(daily, { ...claim, demand: { ...busy, perMinute: 600 }, asks: 600 });
    expect(share?.capacity).toBeCloseTo(10 * 9.5 * 1.25, -1);
  });

  test("never is more than half an equal share of the capacity, nor of refill than is left", () => {
    const part = fc.record({ capacity: fc.nat(50), refillPerMinute: fc.nat(3_000) });
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 4 }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (others, perMinute, largest) => {
          const instances = others.length + 1;
          const demand = { ...busy, perMinute, mean: largest, largest };
          const sharers = others.map(() => ({ weight: 1, demand: perMinute }));
          const share = shareOf(limit, { ...claim, demand, asks: perMinute, others, sharers });
          if (share === undefined) return;
          expect(share.capacity).toBeLessThanOrEqual(100 / (2 * instances) + 1e-9);
          const taken = others.reduce((sum, of) => sum + of.refillPerMinute, 0);
          expect(share.refillPerMinute).toBeLessThanOrEqual(Math.max(0, 6_000 - taken) + 1e-9);
        },
      ),
    );
  });

  test("of a short lease is nothing where it would not pay for three calls", () => {
    const demand = { ...busy, perMinute: 60 };
    const few = { ...claim, demand, asks: 60, sharers: asked(60_000), tokens: 0 };
    expect(shareOf(limit, { ...few, leaseMs: 4_000 })?.refillPerMinute).toBe(60);
    const none = { ...few, others: [{ capacity: 0, refillPerMinute: 5_990 }] };
    expect(shareOf(limit, { ...none, leaseMs: 4_000 })).toBeUndefined();
  });
});
