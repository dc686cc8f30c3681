import type { Dimension } from "../../../src/usage/usage-rows.ts";
import type { TableColumn } from "../parts/data-table.tsx";
import { Figure } from "../parts/figure.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { percent } from "../format.ts";
import type { Link } from "../router.ts";
import { courseOf } from "../usage/call-selection.ts";
import type { LoadedUsage } from "../usage/load-usage.ts";
import { amountOf, measureName, type Measure } from "../usage/measure.ts";
import { totalOf, type UsageTableRow } from "../usage/usage-table.ts";

interface ReaderTable {
  /** What the rows are called. */
  readonly name: string;
  readonly by: Dimension;
  /** By which the rows are ordered. */
  readonly measure: Measure;
  readonly usage: LoadedUsage;
  readonly link: Link;
}

/** The columns of who reads, or what is read. */
export function readerColumns(table: ReaderTable): readonly TableColumn<UsageTableRow>[] {
  const { name, by, measure, link } = table;
  return [
    { name, cell: (one) => <RowLink table={table} one={one} />, total: "Together" },
    ...(by === "collection" ? [{ name: "Operation", cell: operation }] : []),
    ...(by === "shape" ? [{ name: "Collection", cell: collection }] : []),
    {
      name: `Share of ${measureName(measure).toLowerCase()}`,
      cell: ({ share, row }) => (
        <ShareBar share={share} href={courseOf(link, { by, measure, row })} />
      ),
    },
    { name: "Trend", cell: ({ trend }) => <Sparkline values={trend} /> },
    ...measuresOf(table).map((one) => numberColumn(table, one)),
    ...(isOfDocuments(by) ? [missingShare(table)] : []),
  ];
}

const isOfDocuments = (by: Dimension): boolean => by === "collection" || by === "shape";

/** What there are numbers of, the one by which the rows are ordered in any case. */
function measuresOf({ by, measure }: ReaderTable): readonly Measure[] {
  const measures = MEASURES[by] ?? (["calls", "reads", "writes", "deletes"] as const);
  return measures.includes(measure) ? measures : [...measures, measure];
}

const MEASURES: Readonly<Partial<Record<Dimension, readonly Measure[]>>> = {
  collection: ["calls", "reads", "found", "missing", "cached", "written"],
  shape: ["calls", "reads", "found", "missing", "cached", "returned"],
};

function numberColumn(
  { by, usage, link }: ReaderTable,
  measure: Measure,
): TableColumn<UsageTableRow> {
  const total = totalOf(usage, measure);
  return {
    name: measureName(measure),
    isNumber: true,
    cell: ({ row }) => (
      <Figure value={amountOf(row, measure)} href={courseOf(link, { by, measure, row })} />
    ),
    total: <Figure value={total} href={courseOf(link, { by, measure })} />,
  };
}

const operation = ({ row }: UsageTableRow) => row.operation ?? "";
const collection = ({ row }: UsageTableRow) => <code>{row.collection}</code>;

function missingShare({ by, link }: ReaderTable): TableColumn<UsageTableRow> {
  return {
    name: "Of them missing",
    isNumber: true,
    cell: ({ row }) => {
      const { found = 0, missing = 0 } = row;
      if (found + missing === 0) return <span class="quiet">–</span>;
      const share = missing / (found + missing);
      const href = courseOf(link, { by, measure: "missing", row });
      return <Figure value={share} text={percent(share)} href={href} />;
    },
  };
}

function RowLink({ table, one }: { readonly table: ReaderTable; readonly one: UsageTableRow }) {
  return (
    <a href={placeOfRow(table, one)}>
      <code>{one.row.key}</code>
    </a>
  );
}

/** What a row is made of, one step further down. */
function placeOfRow({ by, measure, link }: ReaderTable, { row }: UsageTableRow): string {
  const isQueried = row.operation === "list" || row.operation === "aggregate";
  if (by === "caller") return link("quotas", { key: row.key });
  if (by === "service") return link("quotas", { service: row.key });
  if (by === "shape") return link("queries", { collection: row.collection });
  if (by === "collection" && isQueried) return link("queries", { collection: row.key });
  return courseOf(link, { by, measure, row });
}
