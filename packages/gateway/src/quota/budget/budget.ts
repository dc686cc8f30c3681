import type { Caller } from "../../caller/caller.ts";
import type { Cost } from "../cost.ts";

/** The classes of operations that Firestore counts by the day. */
export const BUDGET_CLASSES = ["reads", "writes", "deletes"] as const;
export type BudgetClass = (typeof BUDGET_CLASSES)[number];

/** Numbers of Firestore operations. */
export type BudgetUsage = Readonly<Record<BudgetClass, number>>;

/** The parts of a budget, between 0 and 1, from which on its stages begin. */
export interface StageParts {
  /** Operators are warned. @default 0.8 */
  readonly warn: number;
  /** Reads are refused that aren't in a cache, unless a write needs them. @default 0.9 */
  readonly cacheOnly: number;
  /** Writes and deletes are refused. @default 0.95 */
  readonly readOnly: number;
}

/** A service's part of a budget. */
export interface ServiceBudget {
  /** The part that nobody else can use, between 0 and 1. @default 0 */
  readonly guaranteed?: number;
  /** The largest part that it can use, between 0 and 1. @default 1 */
  readonly most?: number;
  /** Its weight where several consumers share what is guaranteed to nobody: a number > 0. @default 1 */
  readonly weight?: number;
}

/** What the whole project may use from one midnight in Pacific time to the next. */
export interface BudgetDefinition {
  /**
   * Operations a day: Firestore's own limits, such as those of the free plan, or your own. The
   * gateway's bookkeeping counts too: once all reads or all writes are used up, it refuses whatever
   * needs the database.
   */
  readonly perDay: BudgetUsage;
  /** @default each at its own default */
  readonly stages?: Partial<StageParts>;
  /**
   * What happens while the database can't be reached. `closed`: calls that would use it are
   * refused. `open`: each instance admits up to a hundredth of the budget, and reports it later.
   * @default "closed"
   */
  readonly whenUnreachable?: "closed" | "open";
  /** The parts of single services, by name. All other callers share one. */
  readonly services?: Readonly<Record<string, ServiceBudget>>;
}

/** The consumer of all callers that have no part of their own. */
export const OTHERS = "others";

/** A budget with all defaults filled in. */
export interface Budget {
  readonly perDay: BudgetUsage;
  readonly stages: StageParts;
  /** Whether calls are admitted, up to a bound, while the ledger can't be reached. */
  readonly opens: boolean;
  /** The parts of all consumers, by name: `service <name>`, or {@link OTHERS}. */
  readonly consumers: ReadonlyMap<string, Required<ServiceBudget>>;
}

/** Fills in the defaults of a budget. @throws RangeError for parts that aren't between 0 and 1, or that guarantee more than there is. */
export function resolveBudget(definition: BudgetDefinition): Budget {
  const { perDay, stages, services = {}, whenUnreachable = "closed" } = definition;
  const parts = { warn: 0.8, cacheOnly: 0.9, readOnly: 0.95, ...stages };
  for (const [name, part] of Object.entries(parts)) checkPart(name, part);
  const consumers = new Map([[OTHERS, { guaranteed: 0, most: 1, weight: 1 }]]);
  for (const [name, { guaranteed = 0, most = 1, weight = 1 }] of Object.entries(services)) {
    checkPart(`the guaranteed part of ${name}`, guaranteed);
    checkPart(`the most of ${name}`, most);
    if (!(weight > 0 && weight < Infinity)) {
      throw new RangeError(
        `The weight of ${name} must be a number above 0, not ${String(weight)}.`,
      );
    }
    consumers.set(consumerOfService(name), { guaranteed, most, weight });
  }
  const sum = [...consumers.values()].reduce((total, { guaranteed }) => total + guaranteed, 0);
  if (sum > 1) throw new RangeError("The budget guarantees more than there is.");
  return { perDay, stages: parts, opens: whenUnreachable === "open", consumers };
}

/** The consumer whose part of the budget a caller uses. */
export function consumerOf(budget: Budget, caller: Caller): string {
  if (caller.kind !== "service") return OTHERS;
  const own = consumerOfService(caller.service);
  return budget.consumers.has(own) ? own : OTHERS;
}

/** The Firestore operations of a cost. */
export function usageOf({ reads, writes, deletes = 0 }: Cost): BudgetUsage {
  return { reads, writes: Math.max(0, writes - deletes), deletes };
}

export const NO_USAGE: BudgetUsage = { reads: 0, writes: 0, deletes: 0 };

/** Adds usages. @param times - The factor of the second. */
export function plus(a: BudgetUsage, b: BudgetUsage, times = 1): BudgetUsage {
  return {
    reads: a.reads + times * b.reads,
    writes: a.writes + times * b.writes,
    deletes: a.deletes + times * b.deletes,
  };
}

/** The part of each class that is below 0. */
export function overspent({ reads, writes, deletes }: BudgetUsage): BudgetUsage {
  return { reads: Math.min(0, reads), writes: Math.min(0, writes), deletes: Math.min(0, deletes) };
}

/** The operations that are needed beyond those that are there. */
export function missingOf(needed: BudgetUsage, there: BudgetUsage): BudgetUsage {
  const missing = (costClass: BudgetClass) =>
    Math.max(0, needed[costClass] - Math.max(0, there[costClass]));
  return { reads: missing("reads"), writes: missing("writes"), deletes: missing("deletes") };
}

function consumerOfService(name: string): string {
  return `service ${name}`;
}

function checkPart(name: string, part: number): void {
  if (part >= 0 && part <= 1) return;
  throw new RangeError(`In the budget, ${name} must be between 0 and 1, not ${String(part)}.`);
}
