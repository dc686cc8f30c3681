import type { Caller } from "../src/caller/caller.ts";
import type { BudgetDefinition, BudgetUsage } from "../src/quota/budget/budget.ts";
import type { Cost } from "../src/quota/cost.ts";
import type { Chance } from "./chance.ts";

const RIGHTS = { admin: false, roles: [], teams: [], app: null };
const USER: Caller = { kind: "user", uid: "ada", ...RIGHTS };
const SERVICES = {
  catalog: { guaranteed: 0.2, weight: 2 },
  billing: { guaranteed: 0.1, most: 0.3 },
};

/** A budget at random: small and large, closed and open, with and without services. */
export function budgetDefinition({ pick, isIn }: Chance): BudgetDefinition {
  const size = () => pick([20, 100, 1_000, 50_000]);
  return {
    perDay: { reads: size(), writes: size(), deletes: size() },
    whenUnreachable: pick(["closed", "open"]),
    ...(isIn(0.5) && { services: SERVICES }),
  };
}

/** Who calls: mostly an end user, and each of the budget's services. */
export function budgetCallers({ services = {} }: BudgetDefinition): readonly Caller[] {
  const callers = Object.keys(services).map((service): Caller => ({
    kind: "service",
    uid: service,
    service,
    ...RIGHTS,
  }));
  return [USER, USER, ...callers];
}

/** The estimate of a call that reads, writes or deletes. @param factor - The part of a day's budget that it takes on average: a number > 0. */
export function budgetCost({ pick, random }: Chance, perDay: BudgetUsage, factor: number): Cost {
  const amount = (costClass: keyof BudgetUsage) =>
    Math.max(1, Math.round(2 * random() * factor * perDay[costClass]));
  const kind = pick(["read", "read", "write", "delete"]);
  if (kind === "read") return { calls: 1, reads: amount("reads"), writes: 0 };
  const reads = pick([0, 1]);
  if (kind === "write") return { calls: 1, reads, writes: amount("writes") };
  const deletes = amount("deletes");
  return { calls: 1, reads, writes: deletes, deletes };
}

/** What a call really costs: mostly what was estimated or less, and now and then more. */
export function actualCost({ below, isIn }: Chance, cost: Cost): Cost {
  const reads = isIn(0.1) ? cost.reads + below(10) : Math.min(cost.reads, below(cost.reads + 1));
  return isIn(0.5) ? cost : { ...cost, reads };
}
