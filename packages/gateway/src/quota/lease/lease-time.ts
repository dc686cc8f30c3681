/**
 * How long a lease is good for, in milliseconds: within 10 s every instance must know that a
 * limit was changed, and it knows when it comes for more.
 */
export const LEASE_MS = 9_500;
/** One of a limit that is short: who joins gets its share when the others' leases end. */
const SHORT_MS = 4_000;
/** Of many holders, each renews so seldom that one of them comes in so many milliseconds: the account is one document. */
const VISIT_EVERY_MS = 750;
/** A lease of less than a fair share ends with the next of the others', but not sooner than this, in milliseconds. */
const SHORTEST_MS = 1_000;
/** How long a caller that leases nothing is counted among those who share, in milliseconds: at least, at most, */
const SHORTEST_CLAIM_MS = 12_000;
const LONGEST_CLAIM_MS = 120_000;
/** as long as nothing is known of its pauses, */
const FIRST_CLAIM_MS = 30_000;
/** and as many of its pauses. */
const PAUSES = 2.5;

/** How long a lease of a limit is good for that is short, among so many holders, in milliseconds. */
export function shortLeaseMs(holders: number): number {
  return Math.min(LEASE_MS, Math.max(SHORT_MS, holders * VISIT_EVERY_MS));
}

/** How long a lease of less than a fair share is good for. @param endsInMs - When the others' end, in milliseconds. */
export function interimLeaseMs(leaseMs: number, endsInMs: readonly number[]): number {
  return Math.min(leaseMs, Math.max(SHORTEST_MS, Math.min(...endsInMs)));
}

/** How long a holder that leases nothing is counted, in milliseconds. @param pauseMs - Between its last two calls. */
export function claimMs(pauseMs: number | undefined): number {
  if (pauseMs === undefined) return FIRST_CLAIM_MS;
  return Math.min(LONGEST_CLAIM_MS, Math.max(SHORTEST_CLAIM_MS, PAUSES * pauseMs));
}
