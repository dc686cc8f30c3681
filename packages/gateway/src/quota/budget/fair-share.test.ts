import fc from "fast-check";
import { fairShare, type Claim } from "./fair-share.ts";

describe("a weighted max-min fair share", () => {
  test("is everything for who is alone, and for who is beside others that need nothing", () => {
    expect(fairShare(100, 1, [])).toBe(100);
    expect(fairShare(100, 1, [{ weight: 9, demand: 0 }])).toBe(100);
  });

  test("is what others leave", () => {
    expect(fairShare(100, 1, [{ weight: 1, demand: 10 }])).toBe(90);
    expect(
      fairShare(100, 1, [
        { weight: 1, demand: 10 },
        { weight: 1, demand: 80 },
      ]),
    ).toBe(45);
  });

  test("is by weight where all want all", () => {
    expect(fairShare(100, 1, [{ weight: 3, demand: Infinity }])).toBe(25);
    expect(fairShare(100, 3, [{ weight: 1, demand: Infinity }])).toBe(75);
  });

  const claims = fc.array(
    fc.record({
      weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
      demand: fc.double({ min: 0, max: 1_000, noNaN: true }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  /** What each gets if all get their fair shares and no more than they can use. */
  const allotted = (pool: number, all: readonly Claim[]) =>
    all.map(({ weight, demand }, index) =>
      Math.min(demand, fairShare(pool, weight, all.toSpliced(index, 1))),
    );

  test("never gives out more than there is, and leaves nothing that somebody could use", () => {
    fc.assert(
      fc.property(claims, fc.double({ min: 0, max: 3_000, noNaN: true }), (all, pool) => {
        const sum = allotted(pool, all).reduce((a, b) => a + b, 0);
        const wanted = all.reduce((a, { demand }) => a + demand, 0);
        expect(sum).toBeCloseTo(Math.min(pool, wanted), 6);
      }),
    );
  });

  test("nobody who wants more has less, for its weight, than anybody else", () => {
    fc.assert(
      fc.property(claims, fc.double({ min: 0, max: 3_000, noNaN: true }), (all, pool) => {
        const got = allotted(pool, all);
        const highest = Math.max(...all.map(({ weight }, index) => (got[index] ?? 0) / weight));
        for (const [index, { weight, demand }] of all.entries()) {
          const mine = got[index] ?? 0;
          if (mine < demand - 1e-9) expect(mine / weight).toBeCloseTo(highest, 6);
        }
      }),
    );
  });
});
