import fc from "fast-check";
import type { LeaseRecord } from "./account.ts";
import { fairRefill, sharersOf } from "./sharing.ts";

/** 100 a second, and so many tokens that a part of them is hardly ever full. */
const limit = { capacity: 1e12, refillPerMinute: 6_000 };
const asks = fc.array(fc.double({ min: 1, max: 60_000, noNaN: true }), {
  minLength: 1,
  maxLength: 8,
});

/** What each of some instances is to lease, as each sees the others. */
function sharesOf(demands: readonly number[]): readonly number[] {
  return demands.map((demand, index) => {
    const others = demands.toSpliced(index, 1).map((of) => ({ weight: 1, demand: of }));
    return fairRefill(limit, { perMinute: demand, mean: 1 }, others);
  });
}

describe("the fair refill of instances that know what each is asked", () => {
  test("comes to no more than there is", () => {
    fc.assert(
      fc.property(asks, (demands) => {
        const sum = sharesOf(demands).reduce((total, share) => total + share, 0);
        expect(sum).toBeLessThanOrEqual(limit.refillPerMinute * (1 + 1e-9));
      }),
    );
  });

  test("is nearly all that there is, where more is asked", () => {
    fc.assert(
      fc.property(asks, (demands) => {
        fc.pre(demands.reduce((total, demand) => total + demand, 0) >= limit.refillPerMinute);
        const sum = sharesOf(demands).reduce((total, share) => total + share, 0);
        expect(sum).toBeGreaterThan(limit.refillPerMinute * (1 - 1e-9));
      }),
    );
  });

  test("is max-min fair: who gets less than it asks gets no less than anybody", () => {
    fc.assert(
      fc.property(asks, (demands) => {
        const shares = sharesOf(demands);
        const most = Math.max(...shares);
        for (const [index, share] of shares.entries()) {
          if (share >= (demands[index] ?? 0) * (1 - 1e-9)) continue;
          expect(share).toBeGreaterThanOrEqual(most * (1 - 1e-9));
        }
      }),
    );
  });

  test("pays for all that is asked, where that is no more than nine tenths", () => {
    fc.assert(
      fc.property(asks, (demands) => {
        const sum = demands.reduce((total, demand) => total + demand, 0);
        const fitting = demands.map((demand) => (demand * 0.9 * limit.refillPerMinute) / sum);
        for (const [index, share] of sharesOf(fitting).entries()) {
          expect(share).toBeGreaterThan(1.1 * (fitting[index] ?? 0));
        }
      }),
    );
  });
});

test("where a part holds few calls, some refill stays in the bucket, from which all may fetch it", () => {
  const others = Array.from({ length: 19 }, () => ({ weight: 1, demand: 60 }));
  const shareWith = (capacity: number) =>
    fairRefill({ capacity, refillPerMinute: 1_200 }, { perMinute: 60, mean: 1 }, others);
  expect(shareWith(100)).toBeGreaterThan(0.85 * 60);
  expect(shareWith(100)).toBeLessThan(0.97 * 60);
  expect(shareWith(1_200)).toBeGreaterThan(0.97 * 60);
});

test("a holder alone leases all of the refill that it needs, however few calls it holds", () => {
  expect(fairRefill({ capacity: 2, refillPerMinute: 60 }, { perMinute: 600, mean: 1 }, [])).toBe(
    60,
  );
});

test("a record of an older deployment is taken for one that asks all there is, of what it has leased", () => {
  const parts = { "calls-per-minute": { capacity: 10, refillPerMinute: 600 } };
  const older: LeaseRecord = { number: 1, expiresAtMs: 0, parts };
  const half = fairRefill(
    limit,
    { perMinute: 60_000, mean: 1 },
    sharersOf([older], "calls-per-minute"),
  );
  expect(half).toBeCloseTo(3_000);
  expect(sharersOf([older], "reads-per-minute")).toEqual([]);
});
