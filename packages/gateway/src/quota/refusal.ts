import type { Limit } from "./limit.ts";
import type { Refusal } from "./quota.ts";

/** A limit's refusal. @param retryAfterMs - 0 for what never fits. */
export function refusalOf(limit: Limit, reason: Refusal["reason"], retryAfterMs: number): Refusal {
  const { name, capacity, refillPerMinute } = limit;
  return { reason, limit: name, class: limit.class, capacity, refillPerMinute, retryAfterMs };
}

/** What a blocked caller gets, whatever it asks. */
export const BLOCKED: Refusal = {
  reason: "CALLER_BLOCKED",
  limit: "blocked",
  class: "calls",
  capacity: 0,
  refillPerMinute: 0,
  retryAfterMs: 0,
};

/** Of several refusals the one to tell: the one that lasts longest. */
export function longest(refusals: readonly Refusal[]): Refusal | undefined {
  return refusals.reduce<Refusal | undefined>(
    (a, b) => (a === undefined || b.retryAfterMs > a.retryAfterMs ? b : a),
    undefined,
  );
}
