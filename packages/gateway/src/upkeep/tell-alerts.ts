import { z } from "zod";
import type { AlertWebhook, ResolvedAlerts } from "../alerts/alerts-definition.ts";
import type { DocumentStore, Precondition, StoreCall } from "../documents/store.ts";
import { writeLogEntry } from "../log/write-log-entry.ts";
import { readUsage, type UsageRange } from "../usage/read-usage.ts";
import { UsageTotals } from "../usage/usage-totals.ts";
import { SPAN_MS, startOf } from "../usage/usage-window.ts";
import { metAlerts } from "./met-alerts.ts";
import { postAlert, type AlertChange } from "./post-alert.ts";

/** How long one run has the word, in milliseconds: less than runs are apart, more than posts take. */
const CLAIM_MS = 4 * SPAN_MS.minute;
/** Most posts of a run; what is left is the next run's. */
const MAX_POSTS = 20;
const PAGE = 50;
const DAY = 24;

const stored = z.object({ said: z.array(z.string()), claimedUntilMs: z.number() });
/** What was said, and until when another run is about to say more. */
type SaidAlerts = z.infer<typeof stored>;

/** Where usage is read and what was said is kept. */
export interface AlertPlace {
  readonly documents: DocumentStore;
  readonly collection: string;
  readonly call: StoreCall;
}

/** What a run is to look at. */
export interface AlertLook {
  readonly alerts: ResolvedAlerts & { readonly webhook: AlertWebhook };
  readonly nowMs: number;
  /** Whether hours are looked at, which changes once in an hour. */
  readonly hourly: boolean;
  /** Whether the rest of the upkeep failed. */
  readonly failed: boolean;
}

/**
 * Posts each alert that begins and each that is over, once. Who is to post is settled by a
 * conditional write before; what can't be posted is left to the next run.
 *
 * @throws StoreError
 */
export async function tellAlerts(place: AlertPlace, look: AlertLook): Promise<void> {
  const { said, claimedUntilMs, version } = await readSaid(place);
  if (claimedUntilMs > look.nowMs) return;
  const changes = await changesFor(place, look, said);
  if (changes.length === 0) return;
  const claim = { said: [...said], claimedUntilMs: look.nowMs + CLAIM_MS };
  const claimed = await store(place, claim, version ?? { exists: false });
  if (claimed === undefined) return;
  const now = new Set(said);
  for (const change of changes.slice(0, MAX_POSTS)) {
    if (!(await isPosted(look.alerts.webhook, change))) break;
    if (change.resolved) now.delete(change.key);
    else now.add(change.key);
  }
  await store(place, { said: [...now], claimedUntilMs: 0 }, claimed);
}

async function changesFor(
  place: AlertPlace,
  { alerts, nowMs, hourly, failed }: AlertLook,
  said: readonly string[],
): Promise<readonly AlertChange[]> {
  const endMs = startOf("minute", nowMs);
  const half = (fromMs: number) =>
    totalsOf(place, { resolution: "minute", fromMs, toMs: fromMs + 5 * SPAN_MS.minute });
  const halves = [await half(endMs - 10 * SPAN_MS.minute), await half(endMs - 5 * SPAN_MS.minute)];
  const reads = hourly && alerts.spend !== false ? await readsOf(place, nowMs) : undefined;
  const met = new Map(metAlerts(alerts, { halves, reads }));
  if (failed && alerts.faults) met.set("faults upkeep", "Usage could not be summed up.");
  // What nobody looked at stays as it was said.
  if (reads === undefined && said.includes("spend")) met.set("spend", "");
  return [
    ...[...met].flatMap(([key, text]) =>
      said.includes(key) ? [] : [{ key, text, resolved: false }],
    ),
    ...said.flatMap((key) => (met.has(key) ? [] : [{ key, text: "", resolved: true }])),
  ];
}

async function readsOf(place: AlertPlace, nowMs: number) {
  const endMs = startOf("hour", nowMs);
  const day = async (toMs: number) => {
    const fromMs = toMs - DAY * SPAN_MS.hour;
    const { groups } = await totalsOf(place, { resolution: "hour", fromMs, toMs });
    return groups.callable.entries.reduce((sum, [, { reads = 0 }]) => sum + reads, 0);
  };
  return { day: await day(endMs), dayBefore: await day(endMs - DAY * SPAN_MS.hour) };
}

async function totalsOf(
  { documents, collection, call }: AlertPlace,
  range: Omit<UsageRange, "limit" | "after">,
): Promise<UsageTotals> {
  const totals = new UsageTotals();
  let after: string | undefined;
  do {
    const asked = { range: { ...range, limit: PAGE, after }, call };
    const { windows, last } = await readUsage(documents, collection, asked);
    for (const window of windows) totals.merge(window.totals);
    after = last;
  } while (after !== undefined);
  return totals;
}

async function readSaid({ documents, collection, call }: AlertPlace) {
  const { documents: found } = await documents.get([pathIn(collection)], call);
  const [document] = found;
  const version = document ? { updateTime: document.updateTime } : undefined;
  const parsed = stored.safeParse(document?.data);
  const said: SaidAlerts = parsed.success ? parsed.data : { said: [], claimedUntilMs: 0 };
  return { ...said, version };
}

/** @returns the condition that nobody has written since; undefined where somebody was faster */
async function store(
  { documents, collection, call }: AlertPlace,
  fields: SaidAlerts,
  precondition: Precondition,
): Promise<Precondition | undefined> {
  const path = pathIn(collection);
  try {
    const written = await documents.commit([{ kind: "update", path, fields, precondition }], call);
    return { updateTime: written.writeResults[0]?.updateTime ?? written.commitTime };
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "ALREADY_EXISTS" || code === "FAILED_PRECONDITION" || code === "ABORTED")
      return undefined;
    throw error;
  }
}

/** No record of usage has such an id. */
function pathIn(collection: string): string {
  return `${collection}/alerts`;
}

async function isPosted(webhook: AlertWebhook, change: AlertChange): Promise<boolean> {
  try {
    await postAlert(webhook, change);
    return true;
  } catch (error) {
    const { message } = error as Error;
    writeLogEntry({ severity: "WARNING", message: "alert not posted", error: message });
    return false;
  }
}
