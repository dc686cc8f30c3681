import { LOST_RACE_CODES } from "../documents/lost-race-codes.ts";
import { StoreError } from "../documents/store.ts";
import { limitIn } from "./decide-within-limits.ts";

/** Whether a write was sent that may or may not have been applied. */
export function isOutcomeUnknown(error: unknown): error is StoreError {
  return error instanceof StoreError && error.outcomeUnknown;
}

/** Whether Firestore refused the write for what it found, and surely did not apply it. */
export function isLostRace(error: unknown): error is StoreError {
  return (
    error instanceof StoreError &&
    !error.outcomeUnknown &&
    LOST_RACE_CODES.has(error.code) &&
    limitIn(error) === undefined
  );
}

/**
 * Whether Firestore does not take the write. That may be for what is stored: for what the document
 * would become, or for a condition on a version that no document has yet.
 */
export function isRefused(error: unknown): error is StoreError {
  return (
    error instanceof StoreError &&
    !error.outcomeUnknown &&
    (error.code === "INVALID_ARGUMENT" || limitIn(error) !== undefined)
  );
}
