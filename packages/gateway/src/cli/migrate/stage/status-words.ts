import { counted } from "../inventory/report/words.ts";
import type { ComparedReads } from "./compared-reads.ts";
import type { DirectCaller } from "./direct-callers.ts";
import type { MigrationStatus } from "./migration-status.ts";

/** The status in one sentence. */
export function statusInWords({ moved, uses, locked, collections }: MigrationStatus): string {
  return `${String(moved)} of ${counted(uses, "use")} of a collection by a service go through the gateway; ${String(locked)} of ${counted(collections.length, "collection")} are locked.`;
}

/** `120 alike, 2 differ`; empty where nothing was compared. */
export function comparedInWords(compared: ComparedReads | undefined): string {
  if (compared === undefined) return "";
  const { equal, different, unsettled, skipped } = compared;
  return [
    `${String(equal)} alike`,
    `${String(different)} differ`,
    ...(unsettled > 0 ? [`${String(unsettled)} unsettled`] : []),
    ...(skipped > 0 ? [`${String(skipped)} skipped`] : []),
  ].join(", ");
}

/** Whom the log names, and the services that it may be. */
export function callerInWords({ principal, services }: DirectCaller): string {
  const who = principal ?? "users of apps";
  return services.length === 0
    ? `${who} (no service of migration.json)`
    : `${who} (${services.join(" or ")})`;
}

const MAX_NAMED = 8;

/** The collections that a caller was seen at. */
export function reachedInWords({ collections, unnamed }: DirectCaller): string {
  const more = collections.length - MAX_NAMED;
  return [
    ...collections.slice(0, MAX_NAMED),
    ...(more > 0 ? [`${String(more)} more`] : []),
    ...(unnamed > 0 ? [`any (${counted(unnamed, "entry names", "entries name")} none)`] : []),
  ].join(", ");
}
