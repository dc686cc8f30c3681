import { logger } from "firebase-functions";
import { callerKey } from "../quota/caller-key.ts";
import type { Call } from "./call.ts";
import type { Fault } from "./fault.ts";

/** One line for each call: who (hashed), what it came to, what it cost. No data, no tokens. */
export function logCall(call: Call, fault: Fault | undefined): void {
  logger.write({
    severity: fault === undefined ? "INFO" : fault.cause === undefined ? "NOTICE" : "ERROR",
    message: `${call.callable} ${fault?.error.reason ?? "ok"}`,
    callable: call.callable,
    caller: call.caller === undefined ? null : callerKey(call.caller),
    kind: call.caller?.kind ?? null,
    code: fault?.error.code ?? "ok",
    reason: fault?.error.reason ?? null,
    usage: call.usage,
    roundTrips: call.store.meter.roundTrips,
    ...call.durations,
    ...(fault?.cause && { errorId: fault.cause.errorId, cause: describe(fault.cause.error) }),
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
