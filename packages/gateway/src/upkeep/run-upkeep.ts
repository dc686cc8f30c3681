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

/** The parts of a gateway that are kept up. */
export type UpkeptGateway = Pick<Gateway, "documents" | "own" | "usage">;

/** One run of the upkeep. */
interface UpkeepRun {
  /** Since 1970. */
  readonly nowMs: number;
  readonly call: StoreCall;
  readonly alerts: ResolvedAlerts;
}

/**
 * Does the work that no call does: sums up what calls did, and posts alerts where there is a
 * webhook. To do it again, or twice at once, changes nothing.
 *
 * @throws StoreError; the next time goes on where this one ended
 */
export async function runUpkeep(
  { documents, own, usage }: UpkeptGateway,
  { nowMs, call, alerts }: UpkeepRun,
): Promise<void> {
  if (usage === undefined) return;
  const place = { documents, collection: own.usage, call };
  const sumUp = async () => {
    const sums = await compactUsage(place, nowMs);
    writeLogEntry({ severity: "INFO", message: "usage summed up", sums });
  };
  const { webhook } = alerts;
  if (webhook === false) return sumUp();
  const hourly = isQuarterPast(nowMs);
  const [summed] = await Promise.allSettled([hourly ? sumUp() : undefined]);
  const failed = summed.status === "rejected";
  await tellAlerts(place, { alerts: { ...alerts, webhook }, nowMs, hourly, failed });
  if (summed.status === "rejected") throw summed.reason;
}

/** Ten minutes wide, so that a timer of that period meets it too. */
function isQuarterPast(nowMs: number): boolean {
  const minute = new Date(nowMs).getUTCMinutes();
  return minute >= 15 && minute < 25;
}
