import type { ResolvedAlerts } from "../alerts/alerts-definition.ts";
import type { StoreCall } from "../documents/store.ts";
import type { Gateway } from "../gateway.ts";
import { writeLogEntry } from "../log/write-log-entry.ts";
import { compactUsage } from "../usage/compact-usage.ts";
import { tellAlerts } from "./tell-alerts.ts";

/** When the work is done that no call does, as Cloud Scheduler takes it: every hour, at a quarter past. */
export const UPKEEP_SCHEDULE = "15 * * * *";
/** With a webhook: every 5 minutes, of which a quarter past is for what is done every hour. */
export const ALERT_SCHEDULE = "*/5 * * * *";
/** How long usage may be summed up before alerts are told all the same, in milliseconds. */
const SUM_UP_MS = 150_000;

/** The parts of a gateway that are kept up. */
export type UpkeptGateway = Pick<Gateway, "documents" | "own" | "usage" | "declaredNames">;

/** One run of the upkeep. */
export interface UpkeepRun {
  /** Since 1970. */
  readonly nowMs: number;
  readonly call: StoreCall;
  readonly alerts: ResolvedAlerts;
  /** Whose alerts are told. */
  readonly source: string;
}

/**
 * Does the work that no call does: sums up what calls did, and posts alerts where there is a
 * webhook. To do it again, or twice at once, changes nothing and tells nothing twice.
 *
 * @throws AggregateError of what failed, where anything did: the next time goes on where it ended
 */
export async function runUpkeep(
  { documents, own, usage, declaredNames: declared }: UpkeptGateway,
  { nowMs, call, alerts, source }: UpkeepRun,
): Promise<void> {
  if (usage === undefined) return;
  const place = { documents, collection: own.usage, call, declared };
  const { webhook } = alerts;
  const isDue = webhook === false || isQuarterPast(nowMs);
  const failures: unknown[] = [];
  const isDone = async (work: () => Promise<void>) => {
    try {
      await work();
      return true;
    } catch (error) {
      failures.push(error);
      return false;
    }
  };
  const summedUp = isDue ? await isDone(() => sumUp(place, nowMs)) : undefined;
  if (webhook !== false) {
    const receiver = { webhook, source, environment: process.env };
    const look = { alerts: { ...alerts, webhook }, receiver, nowMs, summedUp };
    await isDone(() => tellAlerts(place, look));
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("\n"));
}

async function sumUp(place: Parameters<typeof compactUsage>[0], nowMs: number): Promise<void> {
  const { signal = new AbortController().signal } = place.call;
  const call = { ...place.call, signal: AbortSignal.any([signal, AbortSignal.timeout(SUM_UP_MS)]) };
  const sums = await compactUsage({ ...place, call }, nowMs);
  writeLogEntry({ severity: "INFO", message: "usage summed up", sums });
}

/** Once an hour, where runs are five minutes apart. */
function isQuarterPast(nowMs: number): boolean {
  const minute = new Date(nowMs).getUTCMinutes();
  return minute >= 15 && minute < 20;
}
