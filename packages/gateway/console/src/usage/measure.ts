import { COUNTS } from "../../../src/usage/counts.ts";
import type { UsageWindow } from "../../../src/usage/usage-rows.ts";

export type UsageRow = UsageWindow["rows"][number];

/** The latencies that a row has, in milliseconds. */
export const LATENCIES = ["p50Ms", "p95Ms", "p99Ms"] as const;

/** What a row has a number of. */
export type Measure = (typeof COUNTS)[number] | (typeof LATENCIES)[number];

const MEASURES: readonly Measure[] = [...COUNTS, ...LATENCIES];

/** The measure of a name; reads where it is none. */
export function measureOf(name: string | undefined): Measure {
  return MEASURES.find((measure) => measure === name) ?? "reads";
}

export function isLatency(measure: Measure): boolean {
  return measure.endsWith("Ms");
}

/** How a measure is called. */
export function measureName(measure: Measure): string {
  return NAMES[measure] ?? `${measure.slice(0, 1).toUpperCase()}${measure.slice(1)}`;
}

const NAMES: Readonly<Partial<Record<Measure, string>>> = {
  cached: "From cache",
  missingAgain: "Missing again",
  minutes: "Hot minutes",
  p50Ms: "Median",
  p95Ms: "95 % within",
  p99Ms: "99 % within",
};

/** A row's number. What the gateway wrote for itself counts as written, as what callers did. */
export function amountOf(row: UsageRow, measure: Measure): number {
  const own = measure === "written" && row.operation === "own" ? (row.writes ?? 0) : 0;
  return (row[measure] ?? 0) + own;
}

/** What numbers of several rows come to: their sum, of latencies the highest. */
export function together(measure: Measure, amounts: readonly number[]): number {
  if (isLatency(measure)) return Math.max(0, ...amounts);
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
