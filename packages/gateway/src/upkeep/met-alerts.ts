import type { ResolvedAlerts } from "../alerts/alerts-definition.ts";
import { LatencyHistogram } from "../usage/latency-histogram.ts";
import type { UsageTotals } from "../usage/usage-totals.ts";

/** What calls did lately, as far as records of usage tell. */
export interface ObservedUsage {
  /** Of the last 10 minutes: the 5 before, and the last 5. */
  readonly halves: readonly UsageTotals[];
  /** Reads of the last 24 hours and of the 24 before, in full hours; undefined where nobody looked. */
  readonly reads?: { readonly day: number; readonly dayBefore: number } | undefined;
}

/** Outcomes that are the gateway's or the database's fault. */
const FAULTS: ReadonlySet<string> = new Set([
  "INTERNAL",
  "FIRESTORE_UNAVAILABLE",
  "FIRESTORE_REFUSED",
]);

/** What is the case, by the alert's name and what it is about: a sentence for an operator. */
export function metAlerts(
  alerts: ResolvedAlerts,
  { halves, reads }: ObservedUsage,
): ReadonlyMap<string, string> {
  const met = new Map<string, string>();
  for (const half of halves) addRefusals(met, alerts, half);
  addOutcomes(met, alerts, halves);
  addMissing(met, alerts, halves);
  const { latency, spend } = alerts;
  const p95 = percentileOf(halves);
  if (latency !== false && p95 > latency.p95Ms)
    met.set("latency", `5 % of calls took longer than ${String(p95)} ms.`);
  if (spend !== false && reads !== undefined) {
    const { day, dayBefore } = reads;
    if (day >= spend.reads && day >= spend.times * dayBefore)
      met.set("spend", `${String(day)} reads in 24 hours, ${String(dayBefore)} in those before.`);
  }
  return met;
}

type Met = Map<string, string>;

function addOutcomes(met: Met, alerts: ResolvedAlerts, halves: readonly UsageTotals[]): void {
  const outcomes = summed(halves, (totals) =>
    totals.groups.outcome.entries.map(([reason, { calls = 0 }]) => [reason, calls]),
  );
  for (const [reason, calls] of outcomes) {
    if (alerts.faults && FAULTS.has(reason))
      met.set(`faults ${reason}`, `${String(calls)} calls ended with ${reason}.`);
    if (alerts.budget && reason === "BUDGET_EXHAUSTED")
      met.set("budget", `${String(calls)} calls were refused for the budget.`);
  }
}

function addRefusals(met: Met, { serviceRefusals }: ResolvedAlerts, half: UsageTotals): void {
  if (serviceRefusals === false) return;
  for (const [service, { calls = 0 }] of half.groups.refusedService.entries) {
    if (calls >= serviceRefusals.calls)
      met.set(`serviceRefusals ${service}`, `${String(calls)} of its calls were refused.`);
  }
}

function addMissing(
  met: Met,
  { missingReads }: ResolvedAlerts,
  halves: readonly UsageTotals[],
): void {
  if (missingReads === false) return;
  const missing = summed(halves, (totals) =>
    totals.groups.collection.entries.map(([key, counts]) => [
      key.slice(key.indexOf(" ") + 1),
      counts.missing ?? 0,
    ]),
  );
  for (const [collection, count] of missing) {
    if (count >= missingReads.reads)
      met.set(`missingReads ${collection}`, `${String(count)} reads found nothing.`);
  }
}

function percentileOf(halves: readonly UsageTotals[]): number {
  const latency = new LatencyHistogram();
  for (const totals of halves) latency.merge(totals.latency.total);
  return latency.percentile(0.95);
}

function summed(
  halves: readonly UsageTotals[],
  entries: (totals: UsageTotals) => readonly (readonly [string, number])[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [key, count] of halves.flatMap(entries)) sums.set(key, (sums.get(key) ?? 0) + count);
  return sums;
}
