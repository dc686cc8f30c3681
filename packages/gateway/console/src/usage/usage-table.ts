import type { LoadedUsage } from "./load-usage.ts";
import { mergedRows, rowName, type Count, type UsageRow } from "./merged-windows.ts";
import { windowTimes } from "./window-times.ts";

/** A row of usage over all windows, and its share of one count. */
export interface UsageTableRow {
  readonly name: string;
  readonly row: UsageRow;
  /** Of all rows together, from 0 to 1. */
  readonly share: number;
  /** The count in each window, in their order; null where nothing is known of a window. */
  readonly trend: readonly (number | null)[];
}

/** The rows with the most of a count first. */
export function usageTable(usage: LoadedUsage, count: Count): readonly UsageTableRow[] {
  const rows = mergedRows(usage.windows.flatMap((window) => window.rows));
  const total = rows.reduce((sum, row) => sum + (row[count] ?? 0), 0);
  const trends = trendsOf(usage, count);
  return rows
    .map((row) => ({
      name: rowName(row),
      row,
      share: total === 0 ? 0 : (row[count] ?? 0) / total,
      trend: trends(rowName(row)),
    }))
    .toSorted((one, other) => (other.row[count] ?? 0) - (one.row[count] ?? 0));
}

/** One count of all rows together, in each window. */
export function totalTrend(usage: LoadedUsage, count: Count): readonly (number | null)[] {
  const totals = new Map(
    usage.windows.map(({ at, rows }) => [
      Date.parse(at),
      rows.reduce((sum, row) => sum + (row[count] ?? 0), 0),
    ]),
  );
  return windowTimes(usage).map((time) => totals.get(time) ?? null);
}

function trendsOf(usage: LoadedUsage, count: Count): (name: string) => readonly (number | null)[] {
  const windows = new Map(
    usage.windows.map(({ at, rows }) => [
      Date.parse(at),
      new Map(rows.map((row) => [rowName(row), row[count] ?? 0])),
    ]),
  );
  const times = windowTimes(usage);
  return (name) =>
    times.map((time) => {
      const window = windows.get(time);
      return window === undefined ? null : (window.get(name) ?? 0);
    });
}
