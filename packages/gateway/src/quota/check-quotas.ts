import { resolveBudget } from "./budget/budget.ts";
import { Tiers, type QuotaDefinition } from "./tiers.ts";

/**
 * Checks a definition before anything is deployed, where `createQuota` would first fail when
 * a call comes.
 *
 * @throws RangeError for limits or a budget that could never work
 */
export function checkQuotas({ budget, ...definition }: QuotaDefinition): void {
  void new Tiers(definition);
  if (budget !== undefined) resolveBudget(budget);
}
