import { CutNote } from "../parts/cut-note.tsx";
import { DataTable, type TableColumn } from "../parts/data-table.tsx";
import { Figure } from "../parts/figure.tsx";
import { Loading } from "../parts/loading.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import type { Link } from "../router.ts";
import { courseOf } from "../usage/call-selection.ts";
import { loadUsages, type LoadedUsage } from "../usage/load-usage.ts";
import { amountOf, measureName, type Measure } from "../usage/measure.ts";
import { usageTable, type UsageTableRow } from "../usage/usage-table.ts";
import { AdviceView } from "./advice.tsx";
import type { ViewProps } from "./view-props.ts";

/** Queries by what they read, and what could cost less. */
export function Queries({ session, range, about, link }: ViewProps) {
  const loaded = useLoaded(
    () => loadUsages(session, ["shape", "collection", "hotDocument"], range),
    range.name,
  );
  const only = about["collection"];
  return (
    <Loading of={loaded}>
      {(usage) => (
        <>
          <CutNote usage={usage.shape} />
          {only !== undefined && (
            <p>
              Of <code>{only}</code> alone. <a href={link("queries")}>All collections</a>
            </p>
          )}
          <Shapes usage={usage.shape} only={only} link={link} />
          <AdviceView usage={usage} only={only} link={link} />
        </>
      )}
    </Loading>
  );
}

interface ShapesProps {
  readonly usage: LoadedUsage;
  /** The collection whose queries alone are shown. */
  readonly only: string | undefined;
  readonly link: Link;
}

function Shapes({ usage, only, link }: ShapesProps) {
  return (
    <DataTable
      title="Query shapes by reads"
      empty="No query was counted."
      rows={usageTable(usage, "reads").filter(
        ({ row }) => only === undefined || row.collection === only,
      )}
      keyOf={({ name }) => name}
      columns={[
        { name: "Query", cell: ({ row }) => <code>{row.key}</code> },
        { name: "Collection", cell: ({ row }) => <code>{row.collection}</code> },
        { name: "Index", cell: ({ row }) => <code>{row.index ?? "not known"}</code> },
        {
          name: "Share of reads",
          cell: ({ share, row }) => (
            <ShareBar share={share} href={courseOf(link, { by: "shape", measure: "reads", row })} />
          ),
        },
        { name: "Trend", cell: ({ trend }) => <Sparkline values={trend} /> },
        ...(["calls", "reads", "returned", "repeated", "scanned"] as const).map((measure) =>
          numberColumn(measure, link),
        ),
      ]}
    />
  );
}

function numberColumn(measure: Measure, link: Link): TableColumn<UsageTableRow> {
  return {
    name: measureName(measure),
    isNumber: true,
    cell: ({ row }) => (
      <Figure value={amountOf(row, measure)} href={courseOf(link, { by: "shape", measure, row })} />
    ),
  };
}
