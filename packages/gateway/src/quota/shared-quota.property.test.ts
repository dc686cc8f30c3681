import type { Cost } from "./cost.ts";
import { perDay, perMinute, perSecond, type Window } from "./limit.ts";
import { seeded } from "../../simulation/random.ts";
import { fairShares, SharedLoad, type Load } from "../../simulation/shared-load.ts";
import { tries } from "../../simulation/soak.ts";

/** Shares are counted this long after the last instance has come or gone, in milliseconds. */
const SETTLED_MS = 15_000;
/** Shares are counted for this time, in milliseconds. */
const COUNTED_MS = 30_000;
/** The part by which a share may differ from the fair one, besides one call. */
const TOLERANCE = 0.25;
/** What floats may lose in a sum of some thousand costs. */
const ROUNDING = 1e-6;
const PLENTY = perMinute(1e9);
const ONE_READ: Cost = { calls: 1, reads: 1, writes: 0 };

interface Run {
  readonly limit: Window;
  readonly loads: readonly Load[];
  readonly seed?: number;
}

/** Those who got too little or too much of what they ask, and what else must not be; nothing where all is well. */
async function faultsOf({ limit, loads, seed = 1 }: Run): Promise<readonly string[]> {
  const countedFromMs = SETTLED_MS + Math.max(...loads.map((of) => of.untilMs ?? of.fromMs ?? 0));
  const tier = { calls: [PLENTY], reads: [limit], writes: [PLENTY] } as const;
  const untilMs = countedFromMs + COUNTED_MS;
  const shared = new SharedLoad({ tier, loads, countedFromMs, untilMs, seed });
  await shared.run();
  const demands = loads.map(({ untilMs: endMs, perSecond: calls, cost = ONE_READ }) =>
    endMs === undefined ? calls * cost.reads : 0,
  );
  const rate = limit.refillPerMinute / 60;
  const fair = fairShares(rate, demands);
  const isEnough = demands.reduce((sum, demand) => sum + demand, 0) <= rate;
  const faults = shared.shares.flatMap(({ admitted, refused, failed }, index) => {
    const perCall = (loads[index]?.cost ?? ONE_READ).reads;
    const calls = ((fair[index] ?? 0) * COUNTED_MS) / 1_000 / perCall;
    const isFair = Math.abs(admitted - calls) <= calls * TOLERANCE + 1.01;
    const isWell = isFair && failed === 0 && (refused === 0 || !isEnough);
    return isWell
      ? []
      : `${String(index)}: ${String(admitted)} of ${calls.toFixed(1)}, ${String(refused)} refused`;
  });
  return shared.excess > ROUNDING ? [...faults, `${String(shared.excess)} too many`] : faults;
}

const reads = (of: Omit<Load, "cost">, cost = 1): Load => ({
  ...of,
  perSecond: of.perSecond / cost,
  cost: { calls: 1, reads: cost, writes: 0 },
});

describe("instances that share a caller's limit of 20 a second", () => {
  const limit = perSecond(20);

  test.each<[string, readonly Load[]]>([
    [
      "one that joins two above the limit",
      [reads({ perSecond: 30 }), reads({ perSecond: 30 }), reads({ perSecond: 30, fromMs: 6_000 })],
    ],
    [
      "one that asks once a second beside two above the limit",
      [reads({ perSecond: 30 }), reads({ perSecond: 30 }), reads({ perSecond: 1, fromMs: 6_000 })],
    ],
    [
      "one that asks once in five seconds beside two above the limit",
      [
        reads({ perSecond: 30 }),
        reads({ perSecond: 30 }),
        reads({ perSecond: 0.2, fromMs: 6_000 }),
      ],
    ],
    ["three at once", [30, 30, 30].map((each) => reads({ perSecond: each }))],
    [
      "a late joiner within the limit",
      [
        reads({ perSecond: 9 }),
        reads({ perSecond: 4.5 }),
        reads({ perSecond: 4.5, fromMs: 6_000 }),
      ],
    ],
    [
      "one beside others that were killed and that left",
      [
        reads({ perSecond: 30 }),
        reads({ perSecond: 30, untilMs: 15_000, ends: "kill" }),
        reads({ perSecond: 30, untilMs: 12_000 }),
        reads({ perSecond: 30, fromMs: 6_000 }),
      ],
    ],
  ])("each get what is theirs: %s", async (_, loads) => {
    expect(await faultsOf({ limit, loads })).toEqual([]);
  });

  describe.each([0.9, 4, 2, 1.2].slice(0, tries({ short: 2, long: 4 })))(
    "asked %d times as much",
    (factor) => {
      test.each([1, 2, 3, 5, 8])("each get what is theirs, %i of them", async (count) => {
        const even = Array.from({ length: count }, (_, index) =>
          reads({ perSecond: (20 * factor) / count, fromMs: index * 900 }),
        );
        expect(await faultsOf({ limit, loads: even })).toEqual([]);
        // Each twice as much as the next.
        const uneven = even.map((load, index) => ({
          ...load,
          perSecond: (20 * factor * 2 ** (count - 1 - index)) / (2 ** count - 1),
        }));
        expect(await faultsOf({ limit, loads: uneven })).toEqual([]);
      });
    },
  );
});

test.each([
  ["60 a minute, 10 at once", perMinute(60, { burst: 10 }), 1],
  ["10 a minute", perMinute(10), 1],
  ["5 a second", perSecond(5), 1],
  ["100 a second, of calls of 5", perSecond(100), 5],
])("of a small limit no instance is left without: %s", async (_, limit, cost) => {
  const countedMs = tries({ short: 120_000, long: 240_000 });
  for (const count of [2, 3, 8].slice(0, tries({ short: 2, long: 3 }))) {
    for (const factor of [2, 4].slice(0, tries({ short: 1, long: 2 }))) {
      const each = ((limit.refillPerMinute / 60) * factor) / count;
      const loads = Array.from({ length: count }, (__, index) =>
        reads({ perSecond: each, fromMs: index * 700 }, cost),
      );
      const shared = new SharedLoad({
        tier: { calls: [PLENTY], reads: [limit], writes: [PLENTY] },
        loads,
        countedFromMs: 120_000,
        untilMs: 120_000 + countedMs,
        seed: 1,
      });
      await shared.run();
      const fair = (limit.refillPerMinute * countedMs) / 60_000 / count / cost;
      const least = Math.min(...shared.shares.map(({ admitted }) => admitted));
      // Eight are more than such a bucket has calls for at once.
      expect([count, factor, least > (count < 8 ? fair / 2 : 0)]).toEqual([count, factor, true]);
      expect(shared.excess).toBeLessThanOrEqual(ROUNDING);
    }
  }
});

test("calls of different costs get alike of what they cost", async () => {
  const loads = [
    reads({ perSecond: 100 }),
    reads({ perSecond: 100 }, 10),
    reads({ perSecond: 100, fromMs: 6_000 }, 25),
  ];
  expect(await faultsOf({ limit: perSecond(100, { burst: 200 }), loads })).toEqual([]);
});

test.each([2, 3, 8])(
  "of several limits at once, the tightest is shared alike by %i",
  async (count) => {
    const tier = {
      calls: [perSecond(20), perMinute(600, { burst: 20 })],
      reads: [perMinute(300, { burst: 30 }), perDay(50_000)],
      writes: [perMinute(60)],
    } as const;
    const each = (3 * 5) / count;
    const loads = Array.from({ length: count }, (_, index) =>
      reads({ perSecond: each, fromMs: index === count - 1 ? 8_000 : index * 300 }),
    );
    const counted = { countedFromMs: 30_000, untilMs: 60_000 };
    const shared = new SharedLoad({ tier, loads, ...counted, seed: 2 });
    await shared.run();
    const fair = (5 * 30) / count;
    for (const { admitted } of shared.shares) {
      expect(Math.abs(admitted - fair)).toBeLessThanOrEqual(fair * TOLERANCE);
    }
    expect(shared.excess).toBeLessThanOrEqual(ROUNDING);
  },
);

const RUNS = tries({ short: 20, long: 100 });

test(`in ${String(RUNS)} runs at random, all get what is theirs, and nothing is admitted above the limit`, async () => {
  const unfair: (readonly [number, readonly string[]])[] = [];
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const faults = await faultsOf({ ...randomRun(seeded(seed * 7_919)), seed });
    if (faults.length > 0) unfair.push([seed, faults]);
  }
  expect(unfair).toEqual([]);
});

/** 1 to 8 instances, and some that go, ask from 0.9 to 4 times a limit. */
function randomRun(random: () => number): Run {
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)] as T;
  const rate = pick([20, 50, 100, 300]);
  const factor = pick([0.9, 1.1, 1.5, 2, 3, 4]);
  const cost = pick([1, 1, 2]);
  const isEqual = random() < 0.5;
  const weights = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
    isEqual ? 1 : 0.1 + 3 * random() * random(),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  // Two calls of each at once, at least: with less, shares are only roughly fair.
  const burst = Math.max(2 * cost * weights.length, rate * pick([1, 2, 3]));
  const limit = perSecond(rate, { burst });
  const stay = weights.map((weight) =>
    reads(
      { perSecond: (rate * factor * weight) / sum, fromMs: Math.floor(random() * 15_000) },
      cost,
    ),
  );
  const go = Array.from({ length: pick([0, 0, 1, 2]) }, () =>
    reads(
      {
        perSecond: (rate * factor) / weights.length,
        fromMs: Math.floor(random() * 8_000),
        untilMs: 9_000 + Math.floor(random() * 10_000),
        ends: random() < 0.5 ? "kill" : "leave",
      },
      cost,
    ),
  );
  return { limit, loads: [...stay, ...go] };
}

describe("retryAfterMs", () => {
  const TRIALS = tries({ short: 60, long: 200 });

  test(`in ${String(TRIALS)} trials, who waits for it and makes no other call is admitted, wherever it comes`, async () => {
    let told = 0;
    const refused: number[] = [];
    for (let seed = 1; seed <= TRIALS; seed += 1) {
      const outcome = await waitAndCall(seeded(seed * 104_729), seed);
      if (outcome !== undefined) told += 1;
      if (outcome === "refused") refused.push(seed);
    }
    expect(refused).toEqual([]);
    expect(told).toBeGreaterThan(TRIALS / 4);
  });

  /** All call until some moment; then one waits as it was told last, and calls any instance. Undefined where the last call was not refused. */
  async function waitAndCall(random: () => number, seed: number) {
    const pick = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)] as T;
    const rate = pick([1 / 6, 1, 5, 10, 20, 50]);
    const limit = perMinute(60 * rate, { burst: Math.max(5, Math.ceil(rate * pick([1, 3]))) });
    const cost = pick([1, 1, 1, 2, 5]);
    const count = 1 + Math.floor(random() * 8);
    const factor = pick([1.2, 2, 4]);
    const loads = Array.from({ length: count }, () =>
      reads(
        {
          perSecond: ((rate * factor) / count) * (0.3 + 1.4 * random()),
          fromMs: Math.floor(random() * 15_000),
        },
        cost,
      ),
    );
    const untilMs = 5_000 + random() * 40_000;
    const tier = { calls: [PLENTY], reads: [limit], writes: [PLENTY] } as const;
    const shared = new SharedLoad({ tier, loads, countedFromMs: 0, untilMs, seed });
    await shared.run();
    const { told } = shared;
    // Calls that are on their way when all end are answered first.
    const isLast = told !== undefined && shared.underWay === 0 && shared.last === told;
    if (!isLast) return undefined;
    await shared.time.run(told.atMs + told.retryAfterMs);
    const chosen = Math.floor(random() * (count + 1));
    const instance = shared.instance(chosen) ?? shared.start("another");
    const waitMs = await shared.now(() => shared.call(instance, loads[0]?.cost));
    return waitMs === undefined ? "admitted" : "refused";
  }
});
