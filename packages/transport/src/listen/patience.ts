import type { DatabaseError } from "../../../client/src/database-error.ts";

/** The longest that is waited for a quota or for room, in milliseconds, before the listener is told. */
export const PATIENCE_MS = 30_000;
/** When to ask again where the gateway does not say, in milliseconds. */
const AGAIN_MS = 1_000;

const PASSING: ReadonlySet<string> = new Set(["resource-exhausted", "unavailable", "aborted"]);

/**
 * After how many milliseconds a target that was refused so is asked for again; undefined where its
 * listener is to be told.
 */
export function patienceFor({ code, details }: DatabaseError): number | undefined {
  const { retryAfterMs = AGAIN_MS } = details;
  return PASSING.has(code) && retryAfterMs <= PATIENCE_MS ? retryAfterMs : undefined;
}
