import { DataTable } from "../parts/data-table.tsx";
import { CutNote } from "../parts/cut-note.tsx";
import { Loading } from "../parts/loading.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { duration, whole } from "../format.ts";
import { loadUsage } from "../usage/load-usage.ts";
import { usageTable } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

/** What each step of the calls' way takes. */
const STEPS: Readonly<Record<string, string>> = {
  total: "All of a call",
  receive: "Waiting for the request",
  charge: "The quota",
  execute: "The work, in Firestore",
  settle: "What follows the answer's work",
};

/** How long calls take, by step. */
export function Latency({ session, range }: ViewProps) {
  const loaded = useLoaded(() => loadUsage(session, "latency", range), range.name);
  const ms = (value: number | undefined) => (value === undefined ? "–" : duration(value));
  return (
    <Loading of={loaded}>
      {(usage) => (
        <>
          <CutNote usage={usage} />
          <DataTable
            title="Latency by step"
            empty="No call was timed."
            rows={usageTable(usage, "calls")}
            keyOf={({ name }) => name}
            columns={[
              { name: "Step", cell: ({ row }) => STEPS[row.key] ?? row.key },
              { name: "Calls", isNumber: true, cell: ({ row }) => whole(row.calls ?? 0) },
              { name: "Median", isNumber: true, cell: ({ row }) => ms(row.p50Ms) },
              { name: "95 %", isNumber: true, cell: ({ row }) => ms(row.p95Ms) },
              { name: "99 %", isNumber: true, cell: ({ row }) => ms(row.p99Ms) },
            ]}
          />
          <p class="quiet">The highest of any {usage.resolution} in this time.</p>
        </>
      )}
    </Loading>
  );
}
