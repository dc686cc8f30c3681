import { CutNote } from "../parts/cut-note.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Loading } from "../parts/loading.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { dateTime, whole } from "../format.ts";
import { loadUsage, type LoadedUsage } from "../usage/load-usage.ts";
import { usageTable } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

const EVERY_MS = 15_000;

/** Calls that were not answered, by reason, looked at every fifteen seconds. */
export function Refusals({ session, range }: ViewProps) {
  const loaded = useLoaded(() => loadUsage(session, "outcome", range), range.name, EVERY_MS);
  return (
    <Loading of={loaded}>
      {(usage) => (
        <>
          <p role="status" class="quiet">
            As of {dateTime(new Date(usage.toMs).toISOString())}, looked at every 15 seconds; an
            instance tells of a minute when the next one begins.
          </p>
          <CutNote usage={usage} />
          <DataTable
            title="Calls that were not answered"
            empty="Every call was answered."
            rows={usageTable(usage, "calls").filter(({ row }) => row.key !== "ok")}
            keyOf={({ name }) => name}
            columns={[
              { name: "Reason", cell: ({ row }) => <code>{row.key}</code> },
              { name: "Of all calls", cell: ({ share }) => <ShareBar share={share} /> },
              { name: "Trend", cell: ({ trend }) => <Sparkline values={trend} /> },
              { name: "Calls", isNumber: true, cell: ({ row }) => whole(row.calls ?? 0) },
              { name: "Last", cell: ({ name }) => lastTime(usage, name) },
            ]}
          />
        </>
      )}
    </Loading>
  );
}

function lastTime(usage: LoadedUsage, name: string): string {
  const last = usage.windows.findLast(({ rows }) =>
    rows.some(({ key }) => JSON.stringify([key, undefined, undefined]) === name),
  );
  return last === undefined ? "" : dateTime(last.at);
}
