import { DataTable, type TableColumn } from "../parts/data-table.tsx";
import { CutNote } from "../parts/cut-note.tsx";
import { Figure } from "../parts/figure.tsx";
import { Loading } from "../parts/loading.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { duration, whole } from "../format.ts";
import type { Link } from "../router.ts";
import { courseOf } from "../usage/call-selection.ts";
import { loadUsage } from "../usage/load-usage.ts";
import { amountOf, isLatency, measureName, type Measure } from "../usage/measure.ts";
import { usageTable, type UsageTableRow } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

/** What each step of the calls' way takes. */
const STEPS: Readonly<Record<string, string>> = {
  total: "All of a call",
  receive: "Waiting for the request",
  charge: "The quota",
  execute: "The work, in Firestore",
  settle: "What follows the work",
};

/** How long calls take, by step. */
export function Latency({ session, range, link }: ViewProps) {
  const loaded = useLoaded(() => loadUsage(session, "latency", range), range.name);
  return (
    <Loading of={loaded}>
      {(usage) => (
        <>
          <CutNote usage={usage} />
          <DataTable
            title="Latency by step"
            empty="No call was timed."
            rows={usageTable(usage, "p95Ms").toSorted(
              (one, other) => stepOrder(one) - stepOrder(other),
            )}
            keyOf={({ name }) => name}
            columns={[
              { name: "Step", cell: ({ row }) => STEPS[row.key] ?? row.key },
              { name: "Trend", cell: ({ trend }) => <Sparkline values={trend} /> },
              ...(["p50Ms", "p95Ms", "p99Ms", "calls"] as const).map((measure) =>
                numberColumn(measure, link),
              ),
            ]}
          />
          <p class="quiet">
            The highest of any {usage.resolution} in this time. The trend is of the slowest in
            twenty.
          </p>
        </>
      )}
    </Loading>
  );
}

function stepOrder({ row }: UsageTableRow): number {
  return Object.keys(STEPS).indexOf(row.key);
}

function numberColumn(measure: Measure, link: Link): TableColumn<UsageTableRow> {
  const text = isLatency(measure) ? duration : whole;
  return {
    name: measureName(measure),
    isNumber: true,
    cell: ({ row }) => (
      <Figure
        value={amountOf(row, measure)}
        text={text(amountOf(row, measure))}
        href={courseOf(link, { by: "latency", measure, row })}
      />
    ),
  };
}
