import { adviseOnRows, type RowAdvice } from "../../../src/usage/advise-on-rows.ts";
import { DataTable } from "../parts/data-table.tsx";
import type { Link } from "../router.ts";
import { courseOf, type CallSelection } from "../usage/call-selection.ts";
import type { LoadedUsage } from "../usage/load-usage.ts";
import { mergedRows } from "../usage/merged-windows.ts";

interface AdviceViewProps {
  readonly usage: Readonly<Record<"shape" | "collection" | "hotDocument", LoadedUsage>>;
  /** The collection that alone is shown. */
  readonly only: string | undefined;
  readonly link: Link;
}

/** What could cost less, by what was counted in this time. */
export function AdviceView({ usage, only, link }: AdviceViewProps) {
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
              <a href={link("queries", { collection })}>
                <code>{collection}</code>
              </a>
            ),
          },
          { name: "Of", cell: ({ subject }) => <code>{subject}</code> },
          {
            name: "Advice",
            cell: (one) => <a href={courseOf(link, countedFor(one))}>{one.what}</a>,
          },
          { name: "In the definition", cell: ({ paste }) => paste && <code>{paste}</code> },
        ]}
      />
      <p class="quiet">
        Of indexes and fields that nobody uses, <code>database-service advise</code> tells.
      </p>
    </section>
  );
}

/** What the advice goes by. */
function countedFor({ kind, collection, subject }: RowAdvice): CallSelection {
  switch (kind) {
    case "query":
      return { by: "shape", row: { key: subject, collection }, measure: "reads" };
    case "cache":
      return {
        by: "collection",
        row: { key: collection, operation: subject },
        measure: "repeated",
      };
    case "missing":
      return { by: "collection", row: { key: collection, operation: subject }, measure: "missing" };
    case "hot-document":
      return { by: "hotDocument", row: { key: collection }, measure: "written" };
  }
}
