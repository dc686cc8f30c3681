import type { Limit } from "../limit.ts";

const MS_PER_MINUTE = 60_000;

/** What was left of a lease when it ended: tokens that nobody has spent, as only its holder knows. */
export interface EndedLease {
  /** When its room was everybody's again: milliseconds since 1970, by the database's clock. */
  readonly expiresAtMs: number;
  /** By limit. */
  readonly tokens: Readonly<Record<string, number>>;
  /** Those that it was leased under: the whole limits. */
  readonly limits: readonly Limit[];
}

/**
 * How many of them may still come back: what was left, less all that can have been refilled
 * since. The room that the lease had is the bucket's from its end on, and what refill has put
 * there takes the place of as many of them; to put back all would be to admit both. So what the
 * bucket holds and what may come back stay together what they were, and no more than an exact
 * bucket would hold, which never lost them.
 *
 * @param limit - The whole limit. Of one that is another by now, nothing comes back.
 */
export function stillLeft(ended: EndedLease, limit: Limit, latestMs: number): number {
  const was = ended.limits.find(({ name }) => name === limit.name);
  const isSame = was?.capacity === limit.capacity && was.refillPerMinute === limit.refillPerMinute;
  if (!isSame) return 0;
  const elapsedMs = Math.max(0, latestMs - ended.expiresAtMs);
  const refilled = (elapsedMs * limit.refillPerMinute) / MS_PER_MINUTE;
  return Math.max(0, (ended.tokens[limit.name] ?? 0) - refilled);
}
