import type { Caller } from "../src/caller/caller.ts";
import { resolveBudget, type Budget, type BudgetDefinition } from "../src/quota/budget/budget.ts";
import { pacificDay } from "../src/quota/budget/pacific-day.ts";
import { perSecond } from "../src/quota/limit.ts";
import { Tiers } from "../src/quota/tiers.ts";
import { Chance } from "./chance.ts";
import { SimulatedDatabase } from "./simulated-database.ts";
import { SimulatedInstance } from "./simulated-instance.ts";
import { VirtualTime } from "./virtual-time.ts";

/** What callers of one kind ask of the budget, evenly paced, on all instances in turn. */
export interface BudgetLoad {
  /** The service that calls. @default an end user */
  readonly service?: string;
  /** Reads of the whole day, each a call of its own. */
  readonly reads: number;
  /** The part of the day from which on it calls, between 0 and 1. @default 0 */
  readonly startsAt?: number;
}

const RIGHTS = { admin: false, roles: [], teams: [], app: null };

/**
 * One whole day of a budget on several instances, with reads alone. The same seed makes the same
 * day.
 *
 * @returns How many reads of each load were admitted.
 */
export async function budgetDay(
  definition: BudgetDefinition,
  loads: readonly BudgetLoad[],
  run: { readonly instances: number; readonly seed: number },
): Promise<readonly number[]> {
  const chance = new Chance(run.seed);
  const time = new VirtualTime();
  const delayMs = () => 2 + chance.random() * 8;
  const database = new SimulatedDatabase(time, { delayMs, fate: () => "works", patienceMs: 0 });
  const day = pacificDay(pacificDay(database.nowMs).endsAtMs);
  await time.run(day.startsAtMs - database.nowMs);
  const fleet = fleetOf(run.instances, {
    budget: resolveBudget(definition),
    time,
    database,
    chance,
  });
  const counts = loads.map((load) => ({ load, admitted: 0 }));
  const dayMs = day.endsAtMs - day.startsAtMs;
  for (const count of counts) {
    const { reads, startsAt = 0 } = count.load;
    const fromMs = time.nowMs + startsAt * dayMs;
    const periodMs = (dayMs * (1 - startsAt)) / reads;
    const next = (call: number): void => {
      if (call >= reads) return;
      time.after(fromMs + call * periodMs - time.nowMs, () => {
        const { quota } = chance.pick(fleet);
        const cost = { calls: 1, reads: 1, writes: 0 };
        void quota.charge(callerOf(count.load), cost, {}).then((outcome) => {
          if (outcome.ok && outcome.cacheOnly === undefined) count.admitted += 1;
        });
        next(call + 1);
      });
    };
    next(0);
  }
  await time.run(time.nowMs + dayMs - 1);
  return counts.map(({ admitted }) => admitted);
}

function fleetOf(
  size: number,
  world: {
    readonly budget: Budget;
    readonly time: VirtualTime;
    readonly database: SimulatedDatabase;
    readonly chance: Chance;
  },
): readonly SimulatedInstance[] {
  const plenty = [perSecond(1e9)] as const;
  const tier = { calls: plenty, reads: plenty, writes: plenty };
  const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
  const { chance, ...shared } = world;
  const own = { tiers, random: chance.random, countsBookkeeping: false };
  return Array.from(
    { length: size },
    (_, index) => new SimulatedInstance({ ...shared, ...own, name: `i${String(index)}` }),
  );
}

function callerOf({ service }: BudgetLoad): Caller {
  return service === undefined
    ? { kind: "user", uid: "ada", ...RIGHTS }
    : { kind: "service", uid: service, service, ...RIGHTS };
}
