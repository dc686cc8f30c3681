import { CutNote } from "../parts/cut-note.tsx";
import { DataTable, type TableColumn } from "../parts/data-table.tsx";
import { Loading } from "../parts/loading.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { percent, whole } from "../format.ts";
import { linkTo } from "../router.ts";
import type { Dimension } from "../../../src/usage/usage-rows.ts";
import { loadUsage } from "../usage/load-usage.ts";
import { COUNTS } from "../../../src/usage/counts.ts";
import type { Count } from "../usage/merged-windows.ts";
import { usageTable, type UsageTableRow } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

/** By what usage is told here. */
const DIMENSIONS: Readonly<Partial<Record<Dimension, string>>> = {
  collection: "Collections",
  caller: "Callers",
  service: "Services",
  shape: "Query shapes",
  callable: "Callables",
  kind: "Kinds of callers",
};

const MAX_ROWS = 100;

/** Who reads, and what is read: the most first. */
export function Readers({ session, range, about }: ViewProps) {
  const by = (about["by"] ?? "collection") as Dimension;
  const count = COUNTS.find((name) => name === about["count"]) ?? "reads";
  const loaded = useLoaded(() => loadUsage(session, by, range), `${by} ${range.name}`);
  return (
    <>
      <nav class="choices" aria-label="By">
        {Object.entries(DIMENSIONS).map(([dimension, name]) => (
          <a
            key={dimension}
            href={linkTo("readers", { by: dimension, count })}
            aria-current={dimension === by ? "true" : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      <Loading of={loaded}>
        {(usage) => (
          <>
            <CutNote usage={usage} />
            <DataTable
              title={`${DIMENSIONS[by] ?? by} by ${count}`}
              empty="Nothing was counted."
              rows={usageTable(usage, count).slice(0, MAX_ROWS)}
              keyOf={({ name }) => name}
              columns={columnsFor(by, count)}
            />
          </>
        )}
      </Loading>
    </>
  );
}

function columnsFor(by: Dimension, count: Count): readonly TableColumn<UsageTableRow>[] {
  const number = (name: Count): TableColumn<UsageTableRow> => ({
    name: name[0]?.toUpperCase() + name.slice(1),
    isNumber: true,
    cell: ({ row }) => whole(row[name] ?? 0),
  });
  const isOfDocuments = by === "collection" || by === "shape";
  return [
    { name: DIMENSIONS[by] ?? by, cell: (one) => <RowLink by={by} row={one.row} /> },
    ...(by === "collection" ? [{ name: "Operation", cell: operation }] : []),
    ...(by === "shape" ? [{ name: "Collection", cell: collection }] : []),
    { name: `Share of ${count}`, cell: ({ share }) => <ShareBar share={share} /> },
    { name: "Trend", cell: ({ trend }) => <Sparkline values={trend} /> },
    number("calls"),
    number("reads"),
    ...(isOfDocuments ? [number("found"), number("missing"), missingShare, number("cached")] : []),
    ...resultsOf(by, number),
  ];
}

/** What came of the calls, besides what was read. */
function resultsOf(
  by: Dimension,
  number: (name: Count) => TableColumn<UsageTableRow>,
): readonly TableColumn<UsageTableRow>[] {
  if (by === "shape") return [number("returned")];
  return by === "collection" ? [written] : [number("writes"), number("deletes")];
}

/** Documents that callers wrote or deleted, or writes of the gateway's own. */
const written: TableColumn<UsageTableRow> = {
  name: "Written",
  isNumber: true,
  cell: ({ row }) => whole((row.written ?? 0) + (row.writes ?? 0)),
};
const operation = ({ row }: UsageTableRow) => row.operation ?? "";
const collection = ({ row }: UsageTableRow) => row.collection ?? "";
const missingShare: TableColumn<UsageTableRow> = {
  name: "Of them missing",
  isNumber: true,
  cell: ({ row: { found = 0, missing = 0 } }) =>
    found + missing === 0 ? "–" : percent(missing / (found + missing)),
};

/** What a row is made of, one step further down. */
function RowLink({ by, row }: { readonly by: Dimension; readonly row: UsageTableRow["row"] }) {
  const key = <code>{row.key}</code>;
  switch (by) {
    case "collection":
      if (row.operation !== "list") return key;
      return <a href={linkTo("queries", { collection: row.key })}>{key}</a>;
    case "caller":
      return <a href={linkTo("quotas", { key: row.key })}>{key}</a>;
    case "service":
      return <a href={linkTo("quotas", { service: row.key })}>{key}</a>;
    case "shape":
      return <a href={linkTo("queries", { collection: row.collection })}>{key}</a>;
    default:
      return key;
  }
}
