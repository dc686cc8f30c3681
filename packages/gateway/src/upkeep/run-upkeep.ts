import type { StoreCall } from "../documents/store.ts";
import type { Gateway } from "../gateway.ts";
import { writeLogEntry } from "../log/write-log-entry.ts";
import { compactUsage } from "../usage/compact-usage.ts";

/** When the work is done that no call does, as Cloud Scheduler takes it: every hour, at a quarter past. */
export const UPKEEP_SCHEDULE = "15 * * * *";

/** The parts of a gateway that are kept up. */
export type UpkeptGateway = Pick<Gateway, "documents" | "own" | "usage" | "declaredNames">;

/**
 * Does the work that no call does: sums up what calls did. To do it again, or twice at once, changes
 * nothing.
 *
 * @param nowMs since 1970
 * @throws StoreError; the next time goes on where this one ended
 */
export async function runUpkeep(
  { documents, own, usage, declaredNames: declared }: UpkeptGateway,
  { nowMs, call }: { readonly nowMs: number; readonly call: StoreCall },
): Promise<void> {
  if (usage === undefined) return;
  const compaction = { documents, collection: own.usage, call, declared };
  const sums = await compactUsage(compaction, nowMs);
  writeLogEntry({ severity: "INFO", message: "usage summed up", sums });
}
