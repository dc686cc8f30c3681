/** The duration of a lease, in milliseconds: an instance learns of a changed limit when it renews, and must within 10 s. */
export const LEASE_MS = 9_500;
/** The duration of a lease of a limit that is short, in milliseconds: an instance that joins gets its share when the others' leases end. */
const SHORT_MS = 4_000;
/** All holders of a short limit together renew once in this time, in milliseconds, as their account is one document. */
const RENEWAL_EVERY_MS = 750;
/** The shortest duration of a lease of less than a fair share, which ends with the next of the others' leases, in milliseconds. */
const SHORTEST_MS = 1_000;
/** The shortest and the longest time for which a holder that leases nothing is counted among those who share, in milliseconds. */
const SHORTEST_CLAIM_MS = 12_000;
const LONGEST_CLAIM_MS = 120_000;
/** The time for which a holder is counted whose calls' pauses are not known, in milliseconds. */
const FIRST_CLAIM_MS = 30_000;
/** The time for which a holder is counted, as a multiple of its calls' pauses. */
const PAUSES = 2.5;

/** The duration of a lease of a limit that is short, in milliseconds, by the number of holders. */
export function shortLeaseMs(holders: number): number {
  return Math.min(LEASE_MS, Math.max(SHORT_MS, holders * RENEWAL_EVERY_MS));
}

/** The duration of a lease of less than a fair share, in milliseconds. @param endsInMs - The times until the others' leases end, in milliseconds. */
export function interimLeaseMs(leaseMs: number, endsInMs: readonly number[]): number {
  return Math.min(leaseMs, Math.max(SHORTEST_MS, Math.min(...endsInMs)));
}

/** The time for which a holder that leases nothing is counted, in milliseconds. @param pauseMs - The time between its last two calls, in milliseconds; undefined where that isn't known. */
export function claimMs(pauseMs: number | undefined): number {
  if (pauseMs === undefined) return FIRST_CLAIM_MS;
  return Math.min(LONGEST_CLAIM_MS, Math.max(SHORTEST_CLAIM_MS, PAUSES * pauseMs));
}
