import { callerKey } from "../caller/caller-key.ts";
import type { GatewayError } from "../errors/error.ts";
import type { Call } from "./call.ts";
import { callSeverity } from "./call-severity.ts";
import type { CallSummary } from "./call-summary.ts";

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
