import { isOfRequest } from "../documents/store.ts";
import { AccountUnavailableError } from "../quota/account-unavailable-error.ts";
import type { GatewayError } from "../errors/error.ts";
import type { Fault } from "./fault.ts";

/** How a call that is over stands in the log. */
export type CallSeverity = "INFO" | "NOTICE" | "WARNING" | "ERROR";

/** Nobody is to be woken by what concerns one caller alone, least of all by what it can do at will. */
export function callSeverity(
  faults: readonly Fault[],
  error: GatewayError | undefined,
): CallSeverity {
  const causes = faults.flatMap(({ cause }) => cause ?? []);
  if (causes.some((cause) => !isOfOneCaller(cause.error))) return "ERROR";
  if (causes.length > 0) return "WARNING";
  return error === undefined ? "INFO" : "NOTICE";
}

/** What it asks for is nothing that Firestore takes, or its quota is in trouble, and nobody else's. */
function isOfOneCaller(error: unknown): boolean {
  return isOfRequest(error) || error instanceof AccountUnavailableError;
}
