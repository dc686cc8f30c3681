import type { Response } from "../../../src/api/api.ts";
import { DataTable } from "../parts/data-table.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import { clockTime, whole } from "../format.ts";
import { budgetForecasts } from "../usage/budget-forecast.ts";
import type { LoadedUsage } from "../usage/load-usage.ts";
import { totalTrend } from "../usage/usage-table.ts";

/** How much of the project's day is used, and when it ends. */
export function BudgetView({
  budget,
  usage,
}: {
  readonly budget: NonNullable<Response<"getQuota">["budget"]>;
  readonly usage: LoadedUsage;
}) {
  const spanMs = usage.toMs - usage.fromMs;
  const rate = (count: "reads" | "writes" | "deletes") =>
    totalTrend(usage, count).reduce<number>((sum, value) => sum + (value ?? 0), 0) / spanMs;
  const perMs = { reads: rate("reads"), writes: rate("writes"), deletes: rate("deletes") };
  return (
    <section>
      <h2>Budget, until {clockTime(Date.parse(budget.resetsAt))}</h2>
      <DataTable
        title="Budget"
        empty="The budget tells nothing."
        rows={budgetForecasts(budget, perMs, usage.toMs)}
        keyOf={(one) => one.class}
        columns={[
          { name: "Operations", cell: (one) => one.class },
          { name: "Used", isNumber: true, cell: (one) => whole(one.used) },
          { name: "Of", isNumber: true, cell: (one) => whole(one.allotted) },
          {
            name: "Share",
            cell: (one) => <ShareBar share={Math.min(1, one.used / one.allotted)} />,
          },
          { name: "Stage", cell: (one) => one.stage },
          {
            name: "Used up",
            cell: (one) =>
              one.endsAtMs === undefined ? "not before it resets" : `at ${clockTime(one.endsAtMs)}`,
          },
        ]}
      />
      <p class="quiet">If it goes on as in the time that is shown above.</p>
    </section>
  );
}
