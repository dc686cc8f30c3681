import type { Response } from "../../../src/api/api.ts";
import { DataTable, type TableColumn } from "../parts/data-table.tsx";
import { Figure } from "../parts/figure.tsx";
import { Moment } from "../parts/moment.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import type { Link } from "../router.ts";
import { budgetForecasts, type BudgetForecast } from "../usage/budget-forecast.ts";
import type { LoadedUsage } from "../usage/load-usage.ts";
import { aboutTime } from "../usage/time-range.ts";
import { totalOf } from "../usage/usage-table.ts";

const DAY_MS = 86_400_000;

interface BudgetViewProps {
  readonly budget: NonNullable<Response<"getQuota">["budget"]>;
  readonly usage: LoadedUsage;
  readonly link: Link;
}

/** How much of the project's day is used, and when it ends. */
export function BudgetView({ budget, usage, link }: BudgetViewProps) {
  const spanMs = usage.toMs - usage.fromMs;
  const rate = (count: BudgetForecast["class"]) => totalOf(usage, count) / spanMs;
  const perMs = { reads: rate("reads"), writes: rate("writes"), deletes: rate("deletes") };
  const resetsAtMs = Date.parse(budget.resetsAt);
  const today = aboutTime(resetsAtMs - DAY_MS, resetsAtMs);
  const hrefOf = (one: BudgetForecast) => link("readers", { ...MADE_OF[one.class], ...today });
  return (
    <section>
      <h2>
        Budget until <Moment at={budget.resetsAt} />
      </h2>
      <DataTable
        title="Budget"
        empty="The budget tells nothing."
        rows={budgetForecasts(budget, perMs, Date.now())}
        keyOf={(one) => one.class}
        columns={columnsWith(hrefOf, link("quotas"))}
      />
      <p class="quiet">The forecast goes by how much was used in the time that is shown.</p>
    </section>
  );
}

function columnsWith(
  hrefOf: (one: BudgetForecast) => string,
  quotas: string,
): readonly TableColumn<BudgetForecast>[] {
  return [
    { name: "Operations", cell: (one) => one.class },
    {
      name: "Used",
      isNumber: true,
      cell: (one) => <Figure value={one.used} href={hrefOf(one)} />,
    },
    { name: "Of", isNumber: true, cell: (one) => <Figure value={one.allotted} href={quotas} /> },
    {
      name: "Share",
      cell: (one) => <ShareBar share={one.used / one.allotted} href={hrefOf(one)} />,
    },
    { name: "Stage", cell: (one) => <span class={`stage ${one.stage}`}>{one.stage}</span> },
    { name: "Used up", cell: (one) => <UsedUp endsAtMs={one.endsAtMs} /> },
  ];
}

/** By what the used operations are told. What is used today is by the hour, as it is summed up. */
const MADE_OF: Readonly<Record<BudgetForecast["class"], Record<"by" | "count", string>>> = {
  reads: { by: "collection", count: "reads" },
  writes: { by: "collection", count: "written" },
  deletes: { by: "callable", count: "deletes" },
};

function UsedUp({ endsAtMs }: { readonly endsAtMs: number | undefined }) {
  if (endsAtMs === undefined) return <>not before it resets</>;
  return (
    <strong class="ends">
      <Moment at={new Date(endsAtMs).toISOString()} />
    </strong>
  );
}
