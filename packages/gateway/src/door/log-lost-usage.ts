import { writeLogEntry } from "../log/write-log-entry.ts";
import type { UsageRecord } from "../usage/usage-record.ts";

/** A line for minutes whose usage could not be stored and is given up: the log alone has their calls. */
export function logLostUsage(lost: readonly UsageRecord[]): void {
  const minutes = lost.map(({ fromMs }) => new Date(fromMs).toISOString());
  const calls = lost.reduce((sum, { totals }) => sum + totals.latency.total.count, 0);
  writeLogEntry({ severity: "WARNING", message: "usage lost", minutes, calls });
}
