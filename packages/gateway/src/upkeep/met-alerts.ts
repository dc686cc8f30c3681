import type { ResolvedAlerts } from "../alerts/alerts-definition.ts";
import { UsageTotals } from "../usage/usage-totals.ts";
import { SPAN_MS } from "../usage/usage-window.ts";

/** What calls did within one minute, or a part of it. */
export interface ObservedMinute {
  /** Since 1970. */
  readonly fromMs: number;
  readonly totals: UsageTotals;
}

/** What calls did lately, as far as records of usage tell. */
export interface ObservedUsage {
  readonly minutes: readonly ObservedMinute[];
  /** The end of the last minute, since 1970. */
  readonly endMs: number;
  /** Reads of 24 hours and of the 24 before; undefined where nobody looked. */
  readonly reads?: { readonly day: number; readonly dayBefore: number } | undefined;
}

/** A fault or a stage is the case for so long, in minutes: Cloud Monitoring closes its own so late. */
export const SEEN_MINUTES = 30;

/**
 * What is the case, by the alert's name and what it is about: a sentence for an operator. The
 * conditions are those of the policies that `database-service monitoring` sets up.
 */
export function metAlerts(
  alerts: ResolvedAlerts,
  observed: ObservedUsage,
): ReadonlyMap<string, string> {
  const { faults, budget, serviceRefusals, latency, missingReads, spend } = alerts;
  return new Map([
    ...(faults ? faultsIn(observed) : []),
    ...(budget ? stagesIn(observed) : []),
    ...(serviceRefusals === false ? [] : refusalsIn(observed, serviceRefusals.calls)),
    ...(latency === false ? [] : slownessIn(observed, latency.p95Ms)),
    ...(missingReads === false ? [] : missingIn(observed, missingReads.reads)),
    ...(spend === false ? [] : spendIn(observed, spend)),
  ]);
}

type Met = Iterable<readonly [key: string, text: string]>;

function faultsIn(observed: ObservedUsage): Met {
  const { fault } = totalsWithin(observed, SEEN_MINUTES, 0).groups;
  return fault.entries.map(([reason, { calls = 0 }]) => [
    `faults ${reason}`,
    `${String(calls)} calls within ${String(SEEN_MINUTES)} minutes ended in a fault.`,
  ]);
}

function stagesIn(observed: ObservedUsage): Met {
  const { budgetStage } = totalsWithin(observed, SEEN_MINUTES, 0).groups;
  return budgetStage.entries.map(([key]) => {
    const [costClass = "", stage = "", ...consumer] = key.split(" ");
    return [
      `budget ${key}`,
      `The budget of ${costClass} has come to the stage ${stage} for ${consumer.join(" ")}.`,
    ];
  });
}

/** Any 5 minutes of the last 10: those of the run before are looked at again, with what came late. */
function refusalsIn(observed: ObservedUsage, bound: number): Met {
  const refused = new Map<string, number>();
  for (let to = 0; to <= 5; to += 1) {
    const { refusedService } = totalsWithin(observed, to + 5, to).groups;
    for (const [service, { calls = 0 }] of refusedService.entries)
      refused.set(service, Math.max(calls, refused.get(service) ?? 0));
  }
  return [...refused]
    .filter(([, calls]) => calls >= bound)
    .map(([service, calls]) => [
      `serviceRefusals ${service}`,
      `${String(calls)} of its calls were refused within 5 minutes.`,
    ]);
}

function slownessIn(observed: ObservedUsage, p95Ms: number): Met {
  const halves = [totalsWithin(observed, 10, 5), totalsWithin(observed, 5, 0)];
  const p95s = halves.map(({ latency }) => latency.total.percentile(0.95));
  if (!p95s.every((ms) => ms > p95Ms)) return [];
  return [["latency", `5 % of calls took ${String(p95s.at(-1))} ms and longer for 10 minutes.`]];
}

function missingIn(observed: ObservedUsage, bound: number): Met {
  const missing = new Map<string, number>();
  for (const [key, counts] of totalsWithin(observed, 10, 0).groups.collection.entries) {
    const collection = key.slice(key.indexOf(" ") + 1);
    missing.set(collection, (counts.missing ?? 0) + (missing.get(collection) ?? 0));
  }
  return [...missing]
    .filter(([, count]) => count >= bound)
    .map(([collection, count]) => [
      `missingReads ${collection}`,
      `${String(count)} reads found nothing within 10 minutes.`,
    ]);
}

/** Where nothing was read the day before there is nothing to compare with. */
function spendIn(
  { reads }: ObservedUsage,
  bounds: { readonly times: number; readonly reads: number },
): Met {
  if (reads === undefined || reads.dayBefore === 0) return [];
  const { day, dayBefore } = reads;
  if (day < bounds.reads || day < bounds.times * dayBefore) return [];
  return [["spend", `${String(day)} reads in 24 hours, ${String(dayBefore)} in those before.`]];
}

/** @param from minutes before the end @param to minutes before the end, fewer */
function totalsWithin({ minutes, endMs }: ObservedUsage, from: number, to: number): UsageTotals {
  const sum = new UsageTotals();
  for (const { fromMs, totals } of minutes) {
    const ago = (endMs - fromMs) / SPAN_MS.minute;
    if (ago <= from && ago > to) sum.merge(totals);
  }
  return sum;
}
