import { COUNTS } from "../../../src/usage/counts.ts";
import type { UsageWindow } from "../../../src/usage/usage-rows.ts";

export type UsageRow = UsageWindow["rows"][number];

export type Count = (typeof COUNTS)[number];

/** Windows with each time once: one may go on on the next page. */
export function mergedWindows(windows: readonly UsageWindow[]): readonly UsageWindow[] {
  return Array.from(
    Map.groupBy(windows, ({ at }) => at),
    ([at, parts]) => ({
      at,
      rows: [...mergedRows(parts.flatMap(({ rows }) => rows))],
    }),
  );
}

/** What a row is about: rows of equal names are of one thing. */
export function rowName({ key, operation, collection }: UsageRow): string {
  return JSON.stringify([key, operation, collection]);
}

/** Rows with each name once. Latencies are the highest of theirs. */
export function mergedRows(rows: readonly UsageRow[]): readonly UsageRow[] {
  return [...Map.groupBy(rows, rowName).values()].map((same) => same.reduce(sum));
}

function sum(one: UsageRow, other: UsageRow): UsageRow {
  const counts = COUNTS.flatMap((count) => {
    const total = (one[count] ?? 0) + (other[count] ?? 0);
    return total === 0 ? [] : [[count, total] as const];
  });
  const latencies = (["p50Ms", "p95Ms", "p99Ms"] as const).flatMap((name) => {
    const most = Math.max(one[name] ?? 0, other[name] ?? 0);
    return most === 0 ? [] : [[name, most] as const];
  });
  return { ...one, ...Object.fromEntries([...counts, ...latencies]) };
}
