import type { DatabaseError } from "../../../client/src/database-error.ts";
import { messageOf } from "../refusal.ts";

/** google.rpc.Code by name. */
const NUMBERS: Readonly<Record<string, number>> = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
};

/** Why a target is over, as the SDK tells its listener. */
export function causeOf(error: DatabaseError): { readonly code: number; readonly message: string } {
  const code = NUMBERS[statusOf(error)] ?? 2;
  return { code, message: messageFor(error) };
}

/** The code of an error, as Firestore's JSON form has it. */
export function statusOf({ code }: DatabaseError): string {
  return code.toUpperCase().replaceAll("-", "_");
}

/** The message of an error, with what it says to programs. */
export function messageFor(error: DatabaseError): string {
  const { message, reason, details } = error;
  const { retryAfterMs } = details;
  const said = { status: statusOf(error), message };
  if (reason === "NO_ANSWER") return message;
  return messageOf({ ...said, reason, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}
