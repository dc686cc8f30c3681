import { adviseOnRows } from "../../usage/advise-on-rows.ts";
import { usageRows } from "../../usage/usage-rows.ts";
import { UsageTotals } from "../../usage/usage-totals.ts";
import type { AdvisedCollection, KnownUsage, UsageAdvice } from "./advised.ts";
import { adviseOnFields } from "./advise-on-fields.ts";
import { adviseOnIndexes } from "./advise-on-indexes.ts";

/** What could cost less; nothing of what is not known. */
export function adviseOn(
  usage: KnownUsage,
  definitions: readonly AdvisedCollection[],
): readonly UsageAdvice[] {
  const totals = new UsageTotals();
  for (const day of usage.days) totals.merge(day.totals);
  const rows = (by: "shape" | "collection" | "hotDocument") => usageRows(totals, by).rows;
  return [
    ...adviseOnRows({
      shape: rows("shape"),
      collection: rows("collection"),
      hotDocument: rows("hotDocument"),
    }),
    ...adviseOnIndexes(usage, definitions),
    ...adviseOnFields(usage, definitions),
  ];
}
