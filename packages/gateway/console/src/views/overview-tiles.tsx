import { Tile } from "../parts/tile.tsx";
import { duration, percent, whole } from "../format.ts";
import type { Link } from "../router.ts";
import { isFault } from "../usage/is-fault.ts";
import type { LoadedUsage } from "../usage/load-usage.ts";
import { measureName } from "../usage/measure.ts";
import { totalOf, totalTrend, usageTable } from "../usage/usage-table.ts";
import type { ViewProps } from "./view-props.ts";

/** What all calls came to. */
export type OverviewUsage = Readonly<Record<"callable" | "outcome" | "latency", LoadedUsage>>;

/** The numbers of all calls together. */
export function OverviewTiles({
  usage,
  link,
}: { readonly usage: OverviewUsage } & Pick<ViewProps, "link">) {
  return (
    <section class="tiles" aria-label="In this time">
      {(["calls", "reads", "writes", "deletes"] as const).map((count) => (
        <Tile
          key={count}
          name={measureName(count)}
          value={whole(totalOf(usage.callable, count))}
          trend={totalTrend(usage.callable, count)}
          href={link("readers", { by: "callable", count })}
        />
      ))}
      <FailureTile usage={usage} only="faults" link={link} />
      <FailureTile usage={usage} only="refused" link={link} />
      <LatencyTile usage={usage.latency} link={link} />
    </section>
  );
}

const FAILURES = { faults: "Faults", refused: "Refused" };

function FailureTile({
  usage: { callable, outcome },
  only,
  link,
}: {
  readonly usage: OverviewUsage;
  readonly only: keyof typeof FAILURES;
  readonly link: Link;
}) {
  const isShown = (key: string) => key !== "ok" && isFault(key) === (only === "faults");
  const shown = {
    ...outcome,
    windows: outcome.windows.map(({ at, rows }) => ({
      at,
      rows: rows.filter(({ key }) => isShown(key)),
    })),
  };
  const [most] = usageTable(shown, "calls");
  const count = totalOf(shown, "calls");
  const share = percent(count / Math.max(1, totalOf(callable, "calls")));
  return (
    <Tile
      name={FAILURES[only]}
      value={whole(count)}
      trend={totalTrend(shown, "calls")}
      note={most === undefined ? "none" : `${share} of calls; most ${breakable(most.row.key)}`}
      href={link("refusals", { only })}
    />
  );
}

/** A reason, which may go on in the next line after each of its words. */
const breakable = (reason: string) => reason.replaceAll("_", "_\u200b");

function LatencyTile({ usage, link }: { readonly usage: LoadedUsage; readonly link: Link }) {
  const ofTotal = {
    ...usage,
    windows: usage.windows.map(({ at, rows }) => ({
      at,
      rows: rows.filter(({ key }) => key === "total"),
    })),
  };
  const ms = (measure: "p50Ms" | "p95Ms") => {
    const most = totalOf(ofTotal, measure);
    return most === 0 ? "–" : duration(most);
  };
  return (
    <Tile
      name="95 % of calls within"
      value={ms("p95Ms")}
      trend={totalTrend(ofTotal, "p95Ms")}
      note={`median ${ms("p50Ms")}`}
      href={link("latency")}
    />
  );
}
