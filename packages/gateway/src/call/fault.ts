import { randomUUID } from "node:crypto";
import { GatewayError } from "../errors/error.ts";
import { StoreError, type StoreErrorCode } from "../documents/store.ts";

/** An error for the caller, and what only the log may know of it. */
export interface Fault {
  readonly error: GatewayError;
  readonly cause?: { readonly errorId: string; readonly error: unknown };
}

/**
 * The one place where whatever was thrown becomes an error of the contract. What was not foreseen
 * becomes INTERNAL with an id, and is told to the log alone.
 */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof GatewayError && thrown.cause === undefined) return { error: thrown };
  const errorId = randomUUID();
  if (thrown instanceof GatewayError) {
    const { reason, message, details, cause } = thrown;
    const error = new GatewayError(reason, message, { ...details, errorId });
    return { error, cause: { errorId, error: cause } };
  }
  const error =
    thrown instanceof StoreError
      ? fromStore(thrown, errorId)
      : new GatewayError(
          "INTERNAL",
          `Something went wrong in the gateway. Its log has the cause under ${errorId}.`,
          { errorId },
        );
  return { error, cause: { errorId, error: thrown } };
}

function fromStore(thrown: StoreError, errorId: string): GatewayError {
  if (thrown.outcomeUnknown) {
    return new GatewayError(
      "OUTCOME_UNKNOWN",
      "The write was sent, but no answer came: it may have been applied. Read before you send it again.",
      { errorId },
    );
  }
  const [reason, message] = STORE_FAULTS[thrown.code];
  return new GatewayError(reason, message, { errorId });
}

const UNREACHABLE = [
  "FIRESTORE_UNAVAILABLE",
  "The database can't be reached now, and nothing was changed. Try again in a few seconds.",
] as const;
const REFUSED = [
  "FIRESTORE_REFUSED",
  "The database refused the request as it stands, and nothing was changed. Sending it again won't help.",
] as const;
const TOO_LARGE = [
  "ANSWER_TOO_LARGE",
  "The answer is larger than 32 MiB. Ask for fewer documents, or for some of their fields.",
] as const;
const CONTENDED = [
  "CONTENTION",
  "Others kept changing the same documents, and nothing was changed. Try again.",
] as const;

/** The error for a write whose documents others kept changing. */
export function contention(): GatewayError {
  return new GatewayError(...CONTENDED);
}

const STORE_FAULTS = {
  INVALID_ARGUMENT: REFUSED,
  NOT_FOUND: REFUSED,
  ALREADY_EXISTS: REFUSED,
  FAILED_PRECONDITION: REFUSED,
  ABORTED: CONTENDED,
  RESOURCE_EXHAUSTED: UNREACHABLE,
  PERMISSION_DENIED: UNREACHABLE,
  DEADLINE_EXCEEDED: UNREACHABLE,
  UNAVAILABLE: UNREACHABLE,
  INTERNAL: UNREACHABLE,
  ANSWER_TOO_LARGE: TOO_LARGE,
} as const satisfies Record<StoreErrorCode, readonly [string, string]>;
