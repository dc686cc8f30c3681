import type { DatabaseError } from "../../../client/src/database-error.ts";

/** The longest that is waited for a quota or for room in all, in milliseconds, before the listener is told. */
export const PATIENCE_MS = 30_000;
/** When to ask again where the gateway does not say, in milliseconds. */
const AGAIN_MS = 1_000;

const PASSING: ReadonlySet<string> = new Set(["resource-exhausted", "unavailable", "aborted"]);

/** Whether the reason of a refusal passes. */
export function isPassing({ code }: DatabaseError): boolean {
  return PASSING.has(code);
}

/**
 * After how many milliseconds a target that was refused so is asked for again; undefined where its
 * listener is to be told.
 *
 * @param waitedMs how long it has been waited for already
 */
export function patienceFor(error: DatabaseError, waitedMs: number): number | undefined {
  const { retryAfterMs = AGAIN_MS } = error.details;
  return isPassing(error) && waitedMs + retryAfterMs <= PATIENCE_MS ? retryAfterMs : undefined;
}
