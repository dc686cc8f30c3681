import { CutNote } from "../parts/cut-note.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Loading } from "../parts/loading.tsx";
import { ShareBar } from "../parts/share-bar.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { whole } from "../format.ts";
import { linkTo } from "../router.ts";
import { loadUsage } from "../usage/load-usage.ts";
import { queryAdvice } from "../../../src/usage/query-advice.ts";
import { usageTable } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

/** Queries by what they read, with what to do about them. */
export function Queries({ session, range, about }: ViewProps) {
  const loaded = useLoaded(() => loadUsage(session, "shape", range), range.name);
  const only = about["collection"];
  return (
    <Loading of={loaded}>
      {(usage) => (
        <>
          <CutNote usage={usage} />
          {only !== undefined && (
            <p>
              Of <code>{only}</code> alone. <a href={linkTo("queries")}>All collections</a>
            </p>
          )}
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
              { name: "Advice", cell: ({ row }) => queryAdvice(row) ?? "" },
            ]}
          />
        </>
      )}
    </Loading>
  );
}
