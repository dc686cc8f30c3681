import { COUNTS } from "../../../src/usage/counts.ts";
import type { UsageWindow } from "../../../src/usage/usage-rows.ts";
import { startOf } from "../../../src/usage/usage-window.ts";
import { LATENCIES, together, type UsageRow } from "./measure.ts";

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

/** Hours, those that are not summed up yet put together of their minutes; each time is there once. */
export function withRecent(
  hours: readonly UsageWindow[],
  minutes: readonly UsageWindow[],
): readonly UsageWindow[] {
  const summedUp = new Set(hours.map(({ at }) => Date.parse(at)));
  const recent = minutes
    .map((minute) => ({ minute, hourMs: startOf("hour", Date.parse(minute.at)) }))
    .filter(({ hourMs }) => !summedUp.has(hourMs))
    .map(({ minute, hourMs }) => ({ ...minute, at: new Date(hourMs).toISOString() }));
  return mergedWindows([...hours, ...recent]);
}

/** What a row is about: rows of equal names are of one thing. */
export function rowName({
  key,
  operation,
  collection,
}: Pick<UsageRow, "key" | "operation" | "collection">): string {
  return JSON.stringify([key, operation, collection]);
}

/** Rows with each name once. Latencies are the highest of theirs. */
export function mergedRows(rows: readonly UsageRow[]): readonly UsageRow[] {
  return [...Map.groupBy(rows, rowName).values()].map((same) => same.reduce(sum));
}

function sum(one: UsageRow, other: UsageRow): UsageRow {
  const numbers = [...COUNTS, ...LATENCIES].flatMap((measure) => {
    const total = together(measure, [one[measure] ?? 0, other[measure] ?? 0]);
    return total === 0 ? [] : [[measure, total] as const];
  });
  return { ...one, ...Object.fromEntries(numbers) };
}
