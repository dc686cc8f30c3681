import fc from "fast-check";
import { fewerShards, needsMoreShards, noVisits, shardsFor, withVisit } from "./shard-count.ts";
import type { Account } from "./account.ts";

const START = 1_790_000_000_000;

/** The counts after renewals of several instances in turn, at even pauses. */
function visitsOf(instances: number, { everyMs, count }: { everyMs: number; count: number }) {
  const last = new Map<number, number>();
  let [visits, nowMs] = [noVisits(START), START];
  for (let visit = 0; visit < count; visit += 1) {
    nowMs += everyMs;
    visits = withVisit(visits, nowMs, last.get(visit % instances));
    last.set(visit % instances, nowMs);
  }
  return { visits, nowMs };
}

function needsMoreWith(instances: number, everyMs: number): boolean {
  const { visits, nowMs } = visitsOf(instances, { everyMs, count: 400 });
  return needsMoreShards({ shards: 1, visits } as Account, nowMs);
}

describe("the number of shards", () => {
  test("counts an instance once, however often it comes", () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(pauses, (waits) => {
        let [visits, nowMs] = [withVisit(noVisits(START), START, undefined), START];
        for (const waitMs of waits) {
          visits = withVisit(visits, nowMs + waitMs, nowMs);
          nowMs += waitMs;
        }
        expect(visits.instances).toBeCloseTo(1, 6);
        expect(visits.count).toBeLessThanOrEqual(waits.length + 1);
      }),
    );
  });

  test("is many instances that come often", () => {
    expect(needsMoreWith(100, 100)).toBe(true);
  });

  test("is not a few, however often they come: divided, what they have would be too little for all", () => {
    expect(needsMoreWith(24, 50)).toBe(false);
    expect(needsMoreWith(26, 50)).toBe(true);
  });

  test("is not many, if they come seldom", () => {
    expect(needsMoreWith(100, 1_500)).toBe(false);
  });

  test("that is gone needs no shards", () => {
    const { visits, nowMs } = visitsOf(100, { everyMs: 100, count: 400 });
    expect(shardsFor(16, visits, nowMs)).toBe(32);
    expect(shardsFor(16, visits, nowMs + 120_000)).toBe(16);
    expect(fewerShards(16, 40)).toBe(16);
    expect(fewerShards(16, 20)).toBe(8);
    expect(fewerShards(4, 20)).toBe(4);
    expect(fewerShards(4, 16)).toBe(1);
  });
});
