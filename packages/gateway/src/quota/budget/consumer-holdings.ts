import { DemandMeter } from "../lease/demand-meter.ts";
import {
  BUDGET_CLASSES,
  NO_USAGE,
  overspent,
  plus,
  type BudgetClass,
  type BudgetUsage,
} from "./budget.ts";
import type { Allotment } from "./budget-ledger.ts";

/** A consumer's demand is measured over about this time, in milliseconds. */
const DEMAND_MS = 30_000;
const MS_PER_MINUTE = 60_000;
/** More is fetched when what is left is less than the demand of this time, in milliseconds. */
const NEARLY_EMPTY_MS = 1_000;
/** What was spent beyond what was there is reported when it comes to this part of the budget. */
const UNREPORTED = 1 / 100;

/** How a consumer stands in each class. */
export type Allotments = Readonly<Record<BudgetClass, Allotment>>;

/** What one instance holds of the budget for one consumer, and what it knows of that. */
export class ConsumerHoldings {
  /** Operations that were taken in advance and are not used yet; below 0, those used beyond that. */
  tokens: BudgetUsage = NO_USAGE;
  /** Operations that its calls have asked since the last request. */
  asked: BudgetUsage = NO_USAGE;
  /** As the ledger has told; undefined before. */
  told: Allotments | undefined;
  readonly #demand = new DemandMeter(DEMAND_MS);

  /** Counts a call as demand. @param nowMs - By the monotonic clock. */
  addDemand(usage: BudgetUsage, nowMs: number): void {
    this.asked = plus(this.asked, usage);
    for (const costClass of BUDGET_CLASSES) {
      if (usage[costClass] > 0) this.#demand.add(costClass, usage[costClass], nowMs);
    }
  }

  /** Takes operations, whether they are there or not. */
  use(usage: BudgetUsage): void {
    this.tokens = plus(this.tokens, usage, -1);
  }

  /** The demand in operations per millisecond. @param nowMs - By the monotonic clock. */
  perMs(nowMs: number): BudgetUsage {
    return byClass((costClass) => this.#demand.demand(costClass, nowMs).perMinute / MS_PER_MINUTE);
  }

  /** How the consumer stands by what the ledger has told, and what was used here beyond what was taken there. */
  allotmentsNow(told: Allotments): Allotments {
    const beyond = overspent(this.tokens);
    return byClass((costClass) => ({
      ...told[costClass],
      used: told[costClass].used - beyond[costClass],
    }));
  }

  /** Whether the ledger should be asked for more, or told of what was used beyond what was taken there. */
  isRenewalDue(perDay: BudgetUsage, nowMs: number): boolean {
    const perMs = this.perMs(nowMs);
    return BUDGET_CLASSES.some((costClass) => {
      const tokens = this.tokens[costClass];
      if (-tokens >= Math.max(1, UNREPORTED * perDay[costClass])) return true;
      const soon = perMs[costClass] * NEARLY_EMPTY_MS;
      const told = this.told?.[costClass];
      const isThereMore = told === undefined || told.allotted - told.used > 2 * soon;
      return soon >= 1 && tokens < soon && isThereMore;
    });
  }
}

function byClass<T>(valueOf: (costClass: BudgetClass) => T): Readonly<Record<BudgetClass, T>> {
  return { reads: valueOf("reads"), writes: valueOf("writes"), deletes: valueOf("deletes") };
}
