import type { Usage } from "../api/api.ts";
import type { Caller } from "../caller/caller.ts";
import { callerKey } from "../caller/caller-key.ts";
import type { GatewayError } from "../errors/error.ts";
import type { Call, Step } from "./call.ts";
import { callSeverity, type CallSeverity } from "./call-severity.ts";
import type { RecordedUse } from "./collection-uses.ts";

/** What is told of a call that is over, in the log and in usage: no data, no paths, no tokens. */
export interface CallSummary {
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
  readonly totalMs: number;
  readonly stepsMs: Partial<Record<Step, number>>;
  readonly uses: readonly RecordedUse[];
}

/**
 * @param secret the key with which quotas hash callers' addresses, if it is known: then callers
 * without a token are told apart as their quotas tell them
 */
export function summarize(
  call: Call,
  { error, secret }: { error?: GatewayError | undefined; secret?: Uint8Array | undefined },
): CallSummary {
  const { caller } = call;
  const whereabouts = secret && { address: call.address, secret };
  return {
    severity: callSeverity(call.faults, error),
    callable: call.callable,
    caller: caller === undefined ? null : callerKey(caller, whereabouts),
    kind: caller?.kind ?? null,
    service: caller?.kind === "service" ? caller.service : null,
    code: error?.code ?? "ok",
    reason: error?.reason ?? null,
    usage: call.usage,
    ...call.durations,
    uses: call.uses.all,
  };
}
