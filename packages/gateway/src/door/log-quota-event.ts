import { writeLogEntry } from "../log/write-log-entry.ts";
import type { QuotaEvent } from "../quota/create-quota.ts";

/** One line for what operators should know of quotas: metrics each minute, the budget's stages, and records that can't be read. */
export function logQuotaEvent({ kind, ...event }: QuotaEvent): void {
  writeLogEntry({ severity: SEVERITIES[kind], message: `quota ${kind}`, ...event });
}

const SEVERITIES = {
  metrics: "INFO",
  "budget stage": "WARNING",
  "bad record": "ERROR",
} as const satisfies Record<QuotaEvent["kind"], string>;
