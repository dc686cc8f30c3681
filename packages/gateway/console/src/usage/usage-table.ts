import type { LoadedUsage } from "./load-usage.ts";
import { amountOf, together, type Measure, type UsageRow } from "./measure.ts";
import { mergedRows, rowName } from "./merged-windows.ts";
import { windowTimes } from "./window-times.ts";

/** A row of usage over all windows, and its share of one measure. */
export interface UsageTableRow {
  readonly name: string;
  readonly row: UsageRow;
  /** Of all rows together, from 0 to 1. */
  readonly share: number;
  /** The measure in each window, in their order; null where nothing is known of a window. */
  readonly trend: readonly (number | null)[];
}

/** The rows with the most of a measure first. */
export function usageTable(usage: LoadedUsage, measure: Measure): readonly UsageTableRow[] {
  const rows = mergedRows(usage.windows.flatMap((window) => window.rows));
  const total = rows.reduce((sum, row) => sum + amountOf(row, measure), 0);
  const trends = trendsOf(usage, measure);
  return rows
    .map((row) => ({
      name: rowName(row),
      row,
      share: total === 0 ? 0 : amountOf(row, measure) / total,
      trend: trends(rowName(row)),
    }))
    .toSorted((one, other) => amountOf(other.row, measure) - amountOf(one.row, measure));
}

/** One measure of all rows together, in each window. */
export function totalTrend(usage: LoadedUsage, measure: Measure): readonly (number | null)[] {
  const totals = new Map(
    usage.windows.map(({ at, rows }) => [
      Date.parse(at),
      together(
        measure,
        rows.map((row) => amountOf(row, measure)),
      ),
    ]),
  );
  return windowTimes(usage).map((time) => totals.get(time) ?? null);
}

/** One measure of all rows and windows together. */
export function totalOf(usage: LoadedUsage, measure: Measure): number {
  return together(
    measure,
    totalTrend(usage, measure).map((amount) => amount ?? 0),
  );
}

function trendsOf(
  usage: LoadedUsage,
  measure: Measure,
): (name: string) => readonly (number | null)[] {
  const windows = new Map(
    usage.windows.map(({ at, rows }) => [
      Date.parse(at),
      new Map(rows.map((row) => [rowName(row), amountOf(row, measure)])),
    ]),
  );
  const times = windowTimes(usage);
  return (name) =>
    times.map((time) => {
      const window = windows.get(time);
      return window === undefined ? null : (window.get(name) ?? 0);
    });
}
