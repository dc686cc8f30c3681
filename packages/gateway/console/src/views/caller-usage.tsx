import { DataTable } from "../parts/data-table.tsx";
import { Figure } from "../parts/figure.tsx";
import { Loading } from "../parts/loading.tsx";
import { Sparkline } from "../parts/sparkline.tsx";
import { useLoaded } from "../parts/use-loaded.ts";
import { courseOf, type CallSelection } from "../usage/call-selection.ts";
import { loadUsage } from "../usage/load-usage.ts";
import { amountOf, measureName } from "../usage/measure.ts";
import { usageTable } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

/** What the caller that a quota is about did in this time: by uid it is counted under its key alone. */
export function CallerUsage(props: ViewProps) {
  const { about } = props;
  if (about["key"] !== undefined) return <UsageOf {...props} by="caller" name={about["key"]} />;
  if (about["service"] === undefined) return null;
  return <UsageOf {...props} by="service" name={about["service"]} />;
}

function UsageOf({
  session,
  range,
  link,
  by,
  name,
}: ViewProps & { readonly by: CallSelection["by"]; readonly name: string }) {
  const loaded = useLoaded(() => loadUsage(session, by, range), `${by} ${name} ${range.name}`);
  return (
    <section>
      <h2>What it did in this time</h2>
      <Loading of={loaded}>
        {(usage) => (
          <DataTable
            title="What it did in this time"
            empty={NONE[by] ?? ""}
            rows={usageTable(usage, "reads").filter(({ row }) => row.key === name)}
            keyOf={(row) => row.name}
            columns={[
              { name: "Trend of reads", cell: ({ trend }) => <Sparkline values={trend} /> },
              ...(["calls", "reads", "writes", "deletes"] as const).map((measure) => ({
                name: measureName(measure),
                isNumber: true,
                cell: ({ row }: ReturnType<typeof usageTable>[number]) => (
                  <Figure
                    value={amountOf(row, measure)}
                    href={courseOf(link, { by, measure, row })}
                  />
                ),
              })),
            ]}
          />
        )}
      </Loading>
    </section>
  );
}

const NONE: Readonly<Partial<Record<CallSelection["by"], string>>> = {
  caller: "It is not among those with the most reads of this time.",
  service: "It has called nothing.",
};
