import { CutNote } from "../parts/cut-note.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Figure } from "../parts/figure.tsx";
import { Loading } from "../parts/loading.tsx";
import { Moment } from "../parts/moment.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { whole } from "../format.ts";
import type { Link } from "../router.ts";
import { courseOf } from "../usage/call-selection.ts";
import { isFault } from "../usage/is-fault.ts";
import { loadUsage, type LoadedUsage } from "../usage/load-usage.ts";
import { rowName } from "../usage/merged-windows.ts";
import { usageTable, type UsageTableRow } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

const EVERY_MS = 15_000;

/** Calls that were not answered, by reason, looked at every fifteen seconds. */
export function Refusals({ session, range, about, link }: ViewProps) {
  const isLive = range.toMs === undefined;
  const loaded = useLoaded(
    () => loadUsage(session, "outcome", range),
    range.name,
    isLive ? EVERY_MS : undefined,
  );
  const only = about["only"];
  const isShown = ({ row: { key } }: UsageTableRow) =>
    key !== "ok" && (only === undefined || isFault(key) === (only === "faults"));
  return (
    <Loading of={loaded}>
      {(usage) => (
        <>
          {isLive && (
            <p role="status" class="quiet">
              As of <Moment at={new Date(usage.toMs).toISOString()} />, looked at every fifteen
              seconds; an instance tells of a minute when the next one begins.
            </p>
          )}
          <Choices only={only} link={link} />
          <CutNote usage={usage} />
          <Reasons usage={usage} rows={usageTable(usage, "calls").filter(isShown)} link={link} />
        </>
      )}
    </Loading>
  );
}

const CHOICES = [
  ["All", undefined],
  ["Refused", "refused"],
  ["Faults", "faults"],
] as const;

function Choices({ only, link }: { readonly only: string | undefined; readonly link: Link }) {
  return (
    <nav class="choices" aria-label="Which">
      {CHOICES.map(([name, value]) => (
        <a
          key={name}
          href={link("refusals", { only: value })}
          aria-current={value === only ? "true" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

function Reasons({
  usage,
  rows,
  link,
}: {
  readonly usage: LoadedUsage;
  readonly rows: readonly UsageTableRow[];
  readonly link: Link;
}) {
  const hrefOf = ({ row }: UsageTableRow) =>
    courseOf(link, { by: "outcome", measure: "calls", row });
  const total = rows.reduce((sum, { row }) => sum + (row.calls ?? 0), 0);
  return (
    <DataTable
      title="Calls that were not answered"
      empty="None in this time."
      rows={rows}
      keyOf={({ name }) => name}
      columns={[
        { name: "Reason", cell: ({ row }) => <code>{row.key}</code>, total: "Together" },
        {
          name: "Of all calls",
          cell: (one) => <ShareBar share={one.share} href={hrefOf(one)} />,
        },
        { name: "Trend", cell: ({ trend }) => <Sparkline values={trend} /> },
        {
          name: "Calls",
          isNumber: true,
          cell: (one) => <Figure value={one.row.calls ?? 0} href={hrefOf(one)} />,
          total: <span class="total">{whole(total)}</span>,
        },
        { name: "Last", cell: ({ name }) => <LastTime usage={usage} name={name} /> },
      ]}
    />
  );
}

function LastTime({ usage, name }: { readonly usage: LoadedUsage; readonly name: string }) {
  const last = usage.windows.findLast(({ rows }) => rows.some((row) => rowName(row) === name));
  return last === undefined ? null : <Moment at={last.at} />;
}
