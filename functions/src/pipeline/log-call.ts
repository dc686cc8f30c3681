import { write } from "firebase-functions/logger";
import type { GatewayError } from "../contract/error.ts";
import { callerKey } from "../quota/caller-key.ts";
import type { Call } from "./call.ts";
import type { Fault } from "./fault.ts";

/** Most causes in one line: a batch may have one for each of its writes. */
const MAX_CAUSES = 5;

/** One line for each call: who (hashed), what it came to, what it cost. No data, no tokens. */
export function logCall(call: Call, error?: GatewayError): void {
  const causes = call.faults.flatMap(({ cause }) => cause ?? []).slice(0, MAX_CAUSES);
  write({
    severity: causes.length > 0 ? "ERROR" : error === undefined ? "INFO" : "NOTICE",
    message: `${call.callable} ${error?.reason ?? "ok"}`,
    callable: call.callable,
    caller: call.caller === undefined ? null : callerKey(call.caller),
    kind: call.caller?.kind ?? null,
    code: error?.code ?? "ok",
    reason: error?.reason ?? null,
    usage: call.usage,
    roundTrips: call.store.meter.roundTrips,
    ...call.durations,
    ...(causes.length > 0 && { causes: causes.map(describe) }),
  });
}

function describe({ errorId, error }: NonNullable<Fault["cause"]>): object {
  if (!(error instanceof Error)) return { errorId, error: typeof error };
  return { errorId, error: withoutQuotes(error.stack ?? error.message) };
}

/** Messages of Firestore and of Node's parsers quote what they were given, which is not the log's to keep. */
function withoutQuotes(text: string): string {
  return text.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"');
}
