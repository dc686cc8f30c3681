import { call } from "../session/call.ts";
import { Chart } from "../parts/chart.tsx";
import { CutNote } from "../parts/cut-note.tsx";
import { Loading } from "../parts/loading.tsx";
import { Tile } from "../parts/tile.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { compact, duration } from "../format.ts";
import { linkTo } from "../router.ts";
import { loadUsages, type LoadedUsage } from "../usage/load-usage.ts";
import type { Count } from "../usage/merged-windows.ts";
import { totalTrend, usageTable } from "../usage/usage-table.ts";
import { windowTimes } from "../usage/window-times.ts";
import { BudgetView } from "./budget.tsx";
import type { ViewProps } from "./view-props.ts";

/** How often it is looked at anew. */
const EVERY_MS = 60_000;

/** All calls together: how many, what they cost, how they end, and how far the budget goes. */
export function Overview({ session, range }: ViewProps) {
  const loaded = useLoaded(
    async () => {
      const [usage, { budget }] = await Promise.all([
        loadUsages(session, ["callable", "outcome", "latency"], range),
        call(session, "getQuota", {}),
      ]);
      return { callables: usage.callable, outcomes: usage.outcome, latency: usage.latency, budget };
    },
    range.name,
    EVERY_MS,
  );
  return (
    <Loading of={loaded}>
      {({ callables, outcomes, latency, budget }) => (
        <>
          <CutNote usage={callables} />
          <Tiles callables={callables} outcomes={outcomes} latency={latency} />
          <Trend usage={callables} />
          {budget !== undefined && <BudgetView budget={budget} usage={callables} />}
        </>
      )}
    </Loading>
  );
}

function Tiles({
  callables,
  outcomes,
  latency,
}: Readonly<Record<"callables" | "outcomes" | "latency", LoadedUsage>>) {
  const failed = usageTable(outcomes, "calls").filter(({ row }) => row.key !== "ok");
  const failures = failed.reduce((sum, { row }) => sum + (row.calls ?? 0), 0);
  const total = usageTable(latency, "calls").find(({ row }) => row.key === "total")?.row;
  return (
    <section class="tiles" aria-label="In this time">
      {(["calls", "reads", "writes", "deletes"] as const).map((count) => (
        <Tile
          key={count}
          name={NAMES[count]}
          value={compact(sumOf(callables, count))}
          href={linkTo("readers", { by: "callable", count })}
        />
      ))}
      <Tile
        name="Not answered"
        value={compact(failures)}
        {...(failed[0] && { note: `most: ${failed[0].row.key}` })}
        href={linkTo("refusals")}
      />
      <Tile
        name="Latency, 95 %"
        value={total?.p95Ms === undefined ? "–" : duration(total.p95Ms)}
        {...(total?.p50Ms !== undefined && { note: `median ${duration(total.p50Ms)}` })}
        href={linkTo("latency")}
      />
    </section>
  );
}

const NAMES = { calls: "Calls", reads: "Reads", writes: "Writes", deletes: "Deletes" } as const;

function sumOf(usage: LoadedUsage, count: Count): number {
  return totalTrend(usage, count).reduce<number>((sum, value) => sum + (value ?? 0), 0);
}

function Trend({ usage }: { readonly usage: LoadedUsage }) {
  return (
    <section>
      <h2>Calls and Firestore operations, by the {usage.resolution}</h2>
      <Chart
        title="Calls and Firestore operations"
        times={windowTimes(usage)}
        lines={(["calls", "reads", "writes"] as const).map((count) => ({
          name: NAMES[count],
          color: `--${count}`,
          values: totalTrend(usage, count),
        }))}
      />
      <p class="quiet">A gap is a {usage.resolution} of which nothing is known: nobody called.</p>
    </section>
  );
}
