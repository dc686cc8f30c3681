import { write } from "firebase-functions/logger";
import type { QuotaEvent } from "../quota/create-quota.ts";

/** One line for what operators should know of quotas: metrics each minute, and the budget's stages. */
export function logQuotaEvent({ kind, ...event }: QuotaEvent): void {
  const severity = kind === "metrics" ? "INFO" : "WARNING";
  write({ severity, message: `quota ${kind}`, ...event });
}
