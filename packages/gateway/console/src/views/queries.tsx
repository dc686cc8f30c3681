import { CutNote } from "../parts/cut-note.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Loading } from "../parts/loading.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { whole } from "../format.ts";
import { linkTo } from "../router.ts";
import { loadUsages, type LoadedUsage } from "../usage/load-usage.ts";
import { adviseOnRows } from "../../../src/usage/advise-on-rows.ts";
import { mergedRows } from "../usage/merged-windows.ts";
import { usageTable } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

type QueriesUsage = Readonly<Record<"shape" | "collection" | "hotDocument", LoadedUsage>>;

/** Queries by what they read, and what could cost less. */
export function Queries({ session, range, about }: ViewProps) {
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
              Of <code>{only}</code> alone. <a href={linkTo("queries")}>All collections</a>
            </p>
          )}
          <Shapes usage={usage.shape} only={only} />
          <Advice usage={usage} only={only} />
        </>
      )}
    </Loading>
  );
}

/** What of all is shown: a collection's alone, where one is named. */
interface Shown<Usage> {
  readonly usage: Usage;
  readonly only: string | undefined;
}

function Shapes({ usage, only }: Shown<LoadedUsage>) {
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
        { name: "Index", cell: ({ row }) => row.index ?? "not known" },
        { name: "Share of reads", cell: ({ share }) => <ShareBar share={share} /> },
        { name: "Calls", isNumber: true, cell: ({ row }) => whole(row.calls ?? 0) },
        { name: "Reads", isNumber: true, cell: ({ row }) => whole(row.reads ?? 0) },
        { name: "Returned", isNumber: true, cell: ({ row }) => whole(row.returned ?? 0) },
        { name: "Repeated", isNumber: true, cell: ({ row }) => whole(row.repeated ?? 0) },
      ]}
    />
  );
}

function Advice({ usage, only }: Shown<QueriesUsage>) {
  const rowsOf = ({ windows }: LoadedUsage) => mergedRows(windows.flatMap(({ rows }) => rows));
  const advice = adviseOnRows({
    shape: rowsOf(usage.shape),
    collection: rowsOf(usage.collection),
    hotDocument: rowsOf(usage.hotDocument),
  });
  return (
    <section>
      <h2>What could cost less</h2>
      <DataTable
        title="What could cost less"
        empty="Nothing to say of this time."
        rows={advice.filter(({ collection }) => only === undefined || collection === only)}
        keyOf={({ kind, collection, subject }) => JSON.stringify([kind, collection, subject])}
        columns={[
          {
            name: "Collection",
            cell: ({ collection }) => (
              <a href={linkTo("queries", { collection })}>
                <code>{collection}</code>
              </a>
            ),
          },
          { name: "Of", cell: ({ subject }) => <code>{subject}</code> },
          { name: "Advice", cell: ({ what }) => what },
          { name: "In the definition", cell: ({ paste }) => paste && <code>{paste}</code> },
        ]}
      />
      <p class="quiet">
        Of indexes and fields that nobody uses, <code>database-service advise</code> tells.
      </p>
    </section>
  );
}
