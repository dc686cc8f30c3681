import type { Usage } from "../api/api.ts";
import type { Caller } from "../caller/caller.ts";
import type { CallDurations } from "./call-durations.ts";
import type { CallSeverity } from "./call-severity.ts";
import type { RecordedUse } from "./collection-uses.ts";

/** What is told of a call, in the log and in usage: no data, no paths, no tokens. */
export interface CallSummary extends CallDurations {
  readonly severity: CallSeverity;
  readonly callable: string;
  /** Who called, hashed; null where that never came out. */
  readonly caller: string | null;
  readonly kind: Caller["kind"] | null;
  /** The service's name; null for other callers. */
  readonly service: string | null;
  /** `ok`, or the error's. */
  readonly code: string;
  /** The error's; null for an answer. */
  readonly reason: string | null;
  readonly usage: Usage;
  readonly uses: readonly RecordedUse[];
}
