import type { Limit } from "../limit.ts";

const MS_PER_MINUTE = 60_000;

/** What was left of a lease when it ended: tokens that nobody has spent, which only the holder knows. */
export interface EndedLease {
  /** When it ended for others: milliseconds since 1970, by the database's clock. */
  readonly expiresAtMs: number;
  /** By the name of the limit. */
  readonly tokens: Readonly<Record<string, number>>;
  /** The whole limits of which it was leased. */
  readonly limits: readonly Limit[];
}

/**
 * The tokens of an ended lease that may still come back: those that were left, less all that may
 * have been refilled since. The leased capacity is the bucket's from the end on, and tokens that
 * were refilled there take the place of as many: to put all back would admit both. So the bucket
 * never holds more than one from which nothing was leased.
 *
 * @param limit - The whole limit; nothing comes back where it was changed since.
 * @param latestMs - The latest time that it may be: milliseconds since 1970.
 */
export function stillLeft(ended: EndedLease, limit: Limit, latestMs: number): number {
  const was = ended.limits.find(({ name }) => name === limit.name);
  const isSame = was?.capacity === limit.capacity && was.refillPerMinute === limit.refillPerMinute;
  if (!isSame) return 0;
  const elapsedMs = Math.max(0, latestMs - ended.expiresAtMs);
  const refilled = (elapsedMs * limit.refillPerMinute) / MS_PER_MINUTE;
  return Math.max(0, (ended.tokens[limit.name] ?? 0) - refilled);
}
