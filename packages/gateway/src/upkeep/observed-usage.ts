import type { DocumentStore, StoreCall } from "../documents/store.ts";
import { readUsage, type UsageRange } from "../usage/read-usage.ts";
import { SPAN_MS, startOf } from "../usage/usage-window.ts";
import type { ObservedMinute, ObservedUsage } from "./met-alerts.ts";

/** Where records of usage are. */
export interface UsagePlace {
  readonly documents: DocumentStore;
  readonly collection: string;
  readonly call: StoreCall;
}

/** Records in one answer of Firestore's: each is at most half a MiB. */
const PAGE = 50;

type ObservedRange = Pick<UsageRange, "fromMs" | "toMs">;

/** What instances have stored of some minutes: a read for each of them and each minute. */
export function observedMinutes(
  place: UsagePlace,
  range: ObservedRange,
): Promise<readonly ObservedMinute[]> {
  return recordsIn(place, { resolution: "minute", ...range });
}

/** Reads of the last 24 full hours and of the 24 before, by the sums of hours. */
export async function dailyReads(
  place: UsagePlace,
  nowMs: number,
): Promise<NonNullable<ObservedUsage["reads"]>> {
  const endMs = startOf("hour", nowMs);
  const before = await readsWithin(place, endMs - SPAN_MS.day);
  return { day: await readsWithin(place, endMs), dayBefore: before };
}

async function readsWithin(place: UsagePlace, toMs: number): Promise<number> {
  const range = { resolution: "hour", fromMs: toMs - SPAN_MS.day, toMs } as const;
  const hours = await recordsIn(place, range);
  return hours
    .flatMap(({ totals }) => totals.groups.callable.entries)
    .reduce((sum, [, { reads = 0 }]) => sum + reads, 0);
}

async function recordsIn(
  { documents, collection, call }: UsagePlace,
  range: ObservedRange & Pick<UsageRange, "resolution">,
): Promise<readonly ObservedMinute[]> {
  const found: ObservedMinute[] = [];
  let after: string | undefined;
  do {
    const asked = { range: { ...range, limit: PAGE, after }, call };
    const { windows, last } = await readUsage(documents, collection, asked);
    found.push(...windows);
    after = last;
  } while (after !== undefined);
  return found;
}
