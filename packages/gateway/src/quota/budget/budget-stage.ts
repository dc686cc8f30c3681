import type { Budget, BudgetClass } from "./budget.ts";
import type { Allotment } from "./budget-ledger.ts";

/** The stages of a class of a budget, which decide what happens to the calls that need it. */
export const STAGES = ["normal", "warn", "cache-only", "read-only", "refuse"] as const;
export type Stage = (typeof STAGES)[number];

/** Whether not a single operation is left. */
export function isUsedUp({ used, allotted }: Allotment): boolean {
  return used + 1 > allotted;
}

/** The stage of one class of a budget for one consumer. */
export function stageOf(
  budget: Budget,
  costClass: BudgetClass,
  { used, allotted }: Allotment,
): Stage {
  const { warn, cacheOnly, readOnly } = budget.stages;
  // The next operation would be above the part.
  const isBeyond = (part: number) => used + 1 > part * allotted;
  if (isUsedUp({ used, allotted })) return "refuse";
  if (costClass === "reads" && isBeyond(cacheOnly)) return "cache-only";
  if (costClass !== "reads" && isBeyond(readOnly)) return "read-only";
  return isBeyond(warn) ? "warn" : "normal";
}
