import type { AlertWebhook, ResolvedAlerts } from "../alerts/alerts-definition.ts";
import { writeLogEntry } from "../log/write-log-entry.ts";
import { startOf, SPAN_MS } from "../usage/usage-window.ts";
import type { AlertChange } from "./alert-body.ts";
import { metAlerts, SEEN_MINUTES } from "./met-alerts.ts";
import { dailyReads, observedMinutes, type UsagePlace } from "./observed-usage.ts";
import { postAlert, type AlertReceiver } from "./post-alert.ts";
import { readSaid, storeSaid } from "./said-alerts.ts";

/** How long only one run may post, in milliseconds: less than runs are apart, more than posts take. */
const CLAIM_MS = 4 * SPAN_MS.minute;
/** Most posts of a run; what is left is the next run's. */
const MAX_POSTS = 20;
/** By then most instances have stored a minute: with a call of a later one. */
const SETTLED_MS = SPAN_MS.minute;

const SPEND = "spend";
const UPKEEP = "faults upkeep";

/** What a run is to look at, and whom it tells. */
export interface AlertLook {
  readonly alerts: ResolvedAlerts & { readonly webhook: AlertWebhook };
  readonly receiver: AlertReceiver;
  readonly nowMs: number;
  /** Whether hours were summed up, which is done once an hour; undefined where that is not due. */
  readonly summedUp: boolean | undefined;
}

/**
 * Posts each alert that begins and each that is over, once. Who is to post is settled by a
 * conditional write before; what can't be posted is left to the next run. One that ends before it
 * has stored what it posted is repeated.
 *
 * @throws StoreError
 */
export async function tellAlerts(place: UsagePlace, look: AlertLook): Promise<void> {
  const { said, claimedUntilMs, version } = await readSaid(place);
  if (claimedUntilMs > look.nowMs) return;
  const changes = (await changesSince(place, look, said)).slice(0, MAX_POSTS);
  if (changes.length === 0) return;
  const claim = { said, claimedUntilMs: look.nowMs + CLAIM_MS };
  const claimed = await storeSaid(place, claim, version);
  if (claimed === undefined) return;
  const now = new Set(said);
  for (const change of changes) {
    if (!(await isPosted(look.receiver, change))) continue;
    if (change.resolved) now.delete(change.key);
    else now.add(change.key);
  }
  await storeSaid(place, { said: [...now], claimedUntilMs: 0 }, claimed);
}

async function changesSince(
  place: UsagePlace,
  { alerts, nowMs, summedUp }: AlertLook,
  said: readonly string[],
): Promise<readonly AlertChange[]> {
  const endMs = startOf("minute", nowMs - SETTLED_MS);
  const minutes = await observedMinutes(place, {
    fromMs: endMs - SEEN_MINUTES * SPAN_MS.minute,
    toMs: endMs,
  });
  const looksAtDays = summedUp === true && alerts.spend !== false;
  const reads = looksAtDays ? await dailyReads(place, nowMs) : undefined;
  const met = new Map(metAlerts(alerts, { minutes, endMs, reads }));
  if (summedUp === false && alerts.faults) met.set(UPKEEP, "Usage could not be summed up.");
  // What nobody looked at stays as it was said.
  const stays = (key: string) =>
    (key === UPKEEP && summedUp === undefined) ||
    (key === SPEND && reads === undefined && alerts.spend !== false);
  const begun = [...met].filter(([key]) => !said.includes(key));
  const over = said.filter((key) => !met.has(key) && !stays(key));
  return [
    ...begun.map(([key, text]) => ({ key, text, resolved: false })),
    ...over.map((key) => ({ key, text: endOf(key), resolved: true })),
  ];
}

/** A fault and a stage are seen, not watched: that they are over means that none was seen since. */
function endOf(key: string): string {
  if (key === UPKEEP) return "Usage was summed up.";
  const isSeen = key.startsWith("faults ") || key.startsWith("budget ");
  return isSeen ? `Not seen for ${String(SEEN_MINUTES)} minutes.` : "It is within its bound.";
}

async function isPosted(receiver: AlertReceiver, change: AlertChange): Promise<boolean> {
  try {
    await postAlert(receiver, change);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const entry = { message: "alert not posted", alert: change.key, error: message };
    writeLogEntry({ severity: "WARNING", ...entry });
    return false;
  }
}
