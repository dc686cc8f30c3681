import fc from "fast-check";
import type { LeaseRecord } from "./account.ts";
import { fairRefill, sharersOf } from "./sharing.ts";

/** 100 a second. */
const limit = { refillPerMinute: 6_000 };
const asks = fc.array(fc.double({ min: 1, max: 60_000, noNaN: true }), {
  minLength: 1,
  maxLength: 8,
});

/** What each of some instances is to lease, as each sees the others. */
function sharesOf(demands: readonly number[]): readonly number[] {
  return demands.map((demand, index) => {
    const others = demands.toSpliced(index, 1).map((of) => ({ weight: 1, demand: of }));
    return fairRefill(limit, demand, others);
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

  test("pays for all that is asked and more, where that is no more than nine tenths", () => {
    fc.assert(
      fc.property(asks, (demands) => {
        const sum = demands.reduce((total, demand) => total + demand, 0);
        const fitting = demands.map((demand) => (demand * 0.9 * limit.refillPerMinute) / sum);
        for (const [index, share] of sharesOf(fitting).entries()) {
          expect(share).toBeGreaterThan(1.05 * (fitting[index] ?? 0));
        }
      }),
    );
  });

  test("leaves a part in the bucket for whoever runs dry, where no more is asked than there is", () => {
    fc.assert(
      fc.property(asks, fc.double({ min: 0.5, max: 0.95, noNaN: true }), (demands, part) => {
        const sum = demands.reduce((total, demand) => total + demand, 0);
        const fitting = demands.map((demand) => (demand * part * limit.refillPerMinute) / sum);
        const leased = sharesOf(fitting).reduce((total, share) => total + share, 0);
        expect(leased).toBeLessThanOrEqual(0.95 * limit.refillPerMinute * (1 + 1e-9));
      }),
    );
  });
});

test("a record of an older deployment is taken for one that asks all there is, of what it has leased", () => {
  const parts = { "calls-per-minute": { capacity: 10, refillPerMinute: 600 } };
  const older: LeaseRecord = { number: 1, expiresAtMs: 0, parts };
  const half = fairRefill(limit, 60_000, sharersOf([older], "calls-per-minute"));
  expect(half).toBeCloseTo(3_000);
  expect(sharersOf([older], "reads-per-minute")).toEqual([]);
});
