import { budgetDay, type BudgetLoad } from "../../../simulation/budget-day.ts";
import { Chance } from "../../../simulation/chance.ts";
import { tries } from "../../../simulation/soak.ts";
import type { BudgetDefinition, ServiceBudget } from "./budget.ts";
import { fairShare } from "./fair-share.ts";

const READS = 1_500;
const perDay = { reads: READS, writes: 1e6, deletes: 1e6 };
/** The part up to which plain reads are admitted, by the stage `cache-only`. */
const CACHE_ONLY = 0.9;
/** How far below its fair share a consumer may end: what instances have taken in advance, and what others were expected to use. */
const TOLERANCE = 0.25;

/** What each load is to get: all it asks, or its share of what the stages leave to plain reads. */
function fairReads(
  services: NonNullable<BudgetDefinition["services"]>,
  loads: readonly BudgetLoad[],
): readonly number[] {
  const parts = loads.map(({ service, reads }) => {
    const {
      guaranteed = 0,
      most = 1,
      weight = 1,
    }: ServiceBudget = service === undefined ? {} : (services[service] ?? {});
    return { reads, guaranteed: guaranteed * READS, most: most * READS, weight };
  });
  const pool = READS - parts.reduce((sum, { guaranteed }) => sum + guaranteed, 0);
  return parts.map(({ reads, guaranteed, most, weight }, index) => {
    const others = parts.toSpliced(index, 1).map((other) => ({
      weight: other.weight,
      demand: Math.max(0, Math.min(other.reads, other.most) - other.guaranteed),
    }));
    const share = Math.min(most, guaranteed + fairShare(pool, weight, others));
    return Math.min(reads, CACHE_ONLY * share);
  });
}

async function checkDay(
  services: NonNullable<BudgetDefinition["services"]>,
  loads: readonly BudgetLoad[],
  run: { readonly instances: number; readonly seed: number },
): Promise<readonly string[]> {
  const admitted = await budgetDay({ perDay, services }, loads, run);
  const fair = fairReads(services, loads);
  const unfair = admitted.flatMap((reads, index) =>
    reads < (1 - TOLERANCE) * (fair[index] ?? 0)
      ? [`${String(reads)} of ${String(fair[index])}`]
      : [],
  );
  const total = admitted.reduce((sum, reads) => sum + reads, 0);
  return total > READS ? [...unfair, `${String(total)} in all`] : unfair;
}

describe("over a day, the consumers of a budget", () => {
  test.each([1, 4, 8])(
    "share it by weight where each asks for all of it, on %i",
    async (instances) => {
      const services = { heavy: { weight: 2 }, light: {} };
      const all = 2 * READS;
      const loads = [
        { reads: all },
        { service: "heavy", reads: all },
        { service: "light", reads: all },
      ];
      expect(await checkDay(services, loads, { instances, seed: 1 })).toEqual([]);
    },
  );

  test("have what they are guaranteed, late on a day on which others have used all they could get", async () => {
    const services = { late: { guaranteed: 0.2 } };
    const loads = [{ reads: 3 * READS }, { service: "late", reads: READS, startsAt: 0.8 }];
    const [others = 0, late = 0] = await budgetDay({ perDay, services }, loads, {
      instances: 4,
      seed: 1,
    });
    expect(late).toBeGreaterThanOrEqual(CACHE_ONLY * 0.2 * READS - 1);
    expect(others).toBeLessThanOrEqual(0.8 * READS);
    expect(others).toBeGreaterThan(0.65 * READS);
  });

  test("use up what the stages allow, whoever asks for it", async () => {
    const loads = [{ reads: 2 * READS }];
    const [reads = 0] = await budgetDay({ perDay }, loads, { instances: 8, seed: 1 });
    expect(reads).toBeLessThanOrEqual(CACHE_ONLY * READS);
    expect(reads).toBeGreaterThan(0.98 * CACHE_ONLY * READS);
  });

  const DAYS = tries({ short: 6, long: 60 });

  test(`each get what is theirs, on ${String(DAYS)} days at random`, async () => {
    for (let seed = 1; seed <= DAYS; seed += 1) {
      const { pick, below } = new Chance(seed * 7_919);
      const services = {
        a: { guaranteed: pick([0, 0.2]), weight: pick([1, 2, 4]) },
        b: { guaranteed: pick([0, 0.1, 0.3]), most: pick([0.4, 1]) },
      };
      const reads = () => Math.round(READS * pick([0.1, 0.3, 1, 2]));
      const loads = [
        { reads: reads() },
        { service: "a", reads: reads() },
        { service: "b", reads: reads() },
      ];
      const run = { instances: 1 + below(8), seed };
      expect([seed, await checkDay(services, loads, run)]).toEqual([seed, []]);
    }
  });
});
