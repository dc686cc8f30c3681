import { call } from "../session/call.ts";
import { Chart } from "../parts/chart.tsx";
import { CutNote } from "../parts/cut-note.tsx";
import { Loading } from "../parts/loading.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { courseOf } from "../usage/call-selection.ts";
import { loadUsages } from "../usage/load-usage.ts";
import { measureName } from "../usage/measure.ts";
import { totalTrend } from "../usage/usage-table.ts";
import { windowTimes } from "../usage/window-times.ts";
import { BudgetView } from "./budget.tsx";
import { OverviewTiles, type OverviewUsage } from "./overview-tiles.tsx";
import type { ViewProps } from "./view-props.ts";

/** How often it is looked at anew. */
const EVERY_MS = 60_000;

/** All calls together: how many, what they cost, how they end, and how far the budget goes. */
export function Overview({ session, range, link }: ViewProps) {
  const loaded = useLoaded(
    async () => {
      const [usage, { budget }] = await Promise.all([
        loadUsages(session, ["callable", "outcome", "latency"], range),
        call(session, "getQuota", {}),
      ]);
      return { usage, budget };
    },
    range.name,
    range.toMs === undefined ? EVERY_MS : undefined,
  );
  return (
    <Loading of={loaded}>
      {({ usage, budget }) => (
        <>
          <CutNote usage={usage.callable} />
          <OverviewTiles usage={usage} link={link} />
          {budget !== undefined && (
            <BudgetView budget={budget} usage={usage.callable} link={link} />
          )}
          <Trend usage={usage} link={link} />
        </>
      )}
    </Loading>
  );
}

const LINES = ["calls", "reads", "writes"] as const;

function Trend({
  usage: { callable },
  link,
}: { readonly usage: OverviewUsage } & Pick<ViewProps, "link">) {
  return (
    <section>
      <h2>Calls and Firestore operations, by the {callable.resolution}</h2>
      <Chart
        title="Calls and Firestore operations"
        times={windowTimes(callable)}
        lines={LINES.map((count) => ({
          name: measureName(count),
          color: `--${count}`,
          values: totalTrend(callable, count),
        }))}
      />
      <p class="quiet">
        A gap is a {callable.resolution} of which nothing is known: nobody called, or who counted
        was killed. By the {callable.resolution}, as tables:{" "}
        {LINES.map((measure) => (
          <a key={measure} class="beside" href={courseOf(link, { by: "callable", measure })}>
            {measureName(measure).toLowerCase()}
          </a>
        ))}
      </p>
    </section>
  );
}
