import type { Dimension } from "../../../src/usage/usage-rows.ts";
import { CutNote } from "../parts/cut-note.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Loading } from "../parts/loading.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { measureName, measureOf } from "../usage/measure.ts";
import { loadUsage } from "../usage/load-usage.ts";
import { usageTable } from "../usage/usage-table.ts";
import { readerColumns } from "./reader-columns.tsx";
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
export function Readers({ session, range, about, link }: ViewProps) {
  const by = (about["by"] ?? "collection") as Dimension;
  const measure = measureOf(about["count"]);
  const loaded = useLoaded(() => loadUsage(session, by, range), `${by} ${range.name}`);
  const name = DIMENSIONS[by] ?? by;
  return (
    <>
      <Dimensions by={by} hrefOf={(one) => link("readers", { by: one, count: measure })} />
      <Loading of={loaded}>
        {(usage) => {
          const rows = usageTable(usage, measure);
          return (
            <>
              <CutNote usage={usage} />
              <DataTable
                title={`${name} by ${measureName(measure)}`}
                empty="Nothing was counted."
                rows={rows.slice(0, MAX_ROWS)}
                keyOf={(row) => row.name}
                columns={readerColumns({ name, by, measure, usage, link })}
              />
              {rows.length > MAX_ROWS && (
                <p class="quiet">The first hundred; the sums are of all.</p>
              )}
            </>
          );
        }}
      </Loading>
    </>
  );
}

function Dimensions({
  by,
  hrefOf,
}: {
  readonly by: Dimension;
  readonly hrefOf: (dimension: string) => string;
}) {
  return (
    <nav class="choices" aria-label="By">
      {Object.entries(DIMENSIONS).map(([dimension, title]) => (
        <a
          key={dimension}
          href={hrefOf(dimension)}
          aria-current={dimension === by ? "true" : undefined}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}
