import { statusError } from "../documents/rest/status.ts";
import type { StoreError } from "../documents/store.ts";
import type { ListenStatus } from "./listen-response.ts";

/** Codes that say that the same request would be refused again. */
const PERMANENT: ReadonlySet<string> = new Set([
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "FAILED_PRECONDITION",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
]);

/** Whether a refusal is one of what was asked for, and not of the moment or the way there. */
export function isPermanent({ code }: ListenStatus): boolean {
  return PERMANENT.has(code);
}

/** The error that a refused target ends with. */
export function targetError({ code, message }: ListenStatus): StoreError {
  return statusError({ name: code, message, http: 200 }, { isWrite: false });
}
