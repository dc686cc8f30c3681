import type { Limit } from "./limit.ts";
import type { Refusal } from "./quota.ts";

/** The refusal for a limit. @param retryAfterMs - Milliseconds; 0 for a cost that never fits. */
export function refusalOf(limit: Limit, reason: Refusal["reason"], retryAfterMs: number): Refusal {
  const { name, capacity, refillPerMinute } = limit;
  return { reason, limit: name, class: limit.class, capacity, refillPerMinute, retryAfterMs };
}

/** The refusal of a blocked caller. */
export const BLOCKED: Refusal = {
  reason: "CALLER_BLOCKED",
  limit: "blocked",
  class: "calls",
  capacity: 0,
  refillPerMinute: 0,
  retryAfterMs: 0,
};

/** The refusal with the longest wait; undefined where there are none. */
export function longest(refusals: readonly Refusal[]): Refusal | undefined {
  return refusals.reduce<Refusal | undefined>(
    (a, b) => (a === undefined || b.retryAfterMs > a.retryAfterMs ? b : a),
    undefined,
  );
}
