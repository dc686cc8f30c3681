import { SPAN_MS } from "../../usage/usage-window.ts";

/** Days in a row without usage that may have been idle; after more, what was before is not known. */
export const MAX_IDLE_DAYS = 5;

/**
 * For how many days up to now something is known without a gap.
 *
 * @param days when those of which it is known began, in their order, in milliseconds since 1970
 */
export function knownDays(days: readonly number[], nowMs: number): number {
  let first = nowMs;
  for (const day of days.toReversed()) {
    if (first - day > (MAX_IDLE_DAYS + 1) * SPAN_MS.day) break;
    first = day;
  }
  return Math.floor((nowMs - first) / SPAN_MS.day);
}
