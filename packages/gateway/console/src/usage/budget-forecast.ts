import type { Response } from "../../../src/api/api.ts";

type ToldBudget = NonNullable<Response<"getQuota">["budget"]>;

/** How far a class of operations is, and when it ends. */
export interface BudgetForecast {
  readonly class: ToldBudget["classes"][number]["class"];
  readonly stage: ToldBudget["classes"][number]["stage"];
  /** Firestore operations today. */
  readonly used: number;
  readonly allotted: number;
  /** Milliseconds since 1970: when it is used up; undefined where that is after it begins anew. */
  readonly endsAtMs?: number;
}

/**
 * When each class of the budget is used up, if it goes on as in the time that was looked at.
 *
 * @param perMs operations of each class a millisecond, of that time
 */
export function budgetForecasts(
  budget: ToldBudget,
  perMs: Readonly<Record<"reads" | "writes" | "deletes", number>>,
  nowMs: number,
): readonly BudgetForecast[] {
  return budget.classes.flatMap(({ class: name, stage, used, allotted }) => {
    if (used === undefined || allotted === undefined) return [];
    const endsAtMs = nowMs + Math.max(0, allotted - used) / perMs[name];
    const isBeforeReset = endsAtMs < Date.parse(budget.resetsAt);
    return [{ class: name, stage, used, allotted, ...(isBeforeReset && { endsAtMs }) }];
  });
}
