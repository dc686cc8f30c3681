import type { Budget, BudgetClass } from "./budget.ts";
import type { Standing } from "./budget-ledger.ts";

/** How far a class of a budget is used up, and so what happens to the calls that need it. */
export const STAGES = ["normal", "warn", "cache-only", "read-only", "refuse"] as const;
export type Stage = (typeof STAGES)[number];

/** Whether not one more is left. */
export function isUsedUp({ used, allotted }: Standing): boolean {
  return used + 1 > allotted;
}

/** The stage of one class of a budget, as one of its consumers meets it. */
export function stageOf(budget: Budget, of: BudgetClass, { used, allotted }: Standing): Stage {
  const { warn, cacheOnly, readOnly } = budget.stages;
  // One more of it would not be admitted.
  const isBeyond = (part: number) => used + 1 > part * allotted;
  if (isUsedUp({ used, allotted })) return "refuse";
  if (of === "reads" && isBeyond(cacheOnly)) return "cache-only";
  if (of !== "reads" && isBeyond(readOnly)) return "read-only";
  return isBeyond(warn) ? "warn" : "normal";
}
