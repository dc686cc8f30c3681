import type { Account } from "./account.ts";

/** The shortest duration of a lease of a limit that is not short, in milliseconds. */
export const LEASE_MS = 9_500;
/** The longest duration of a lease, in milliseconds: what a killed instance had leased is nobody's for so long. */
const LONGEST_MS = 120_000;
/** A lease may be spent for this time after its account was read, in milliseconds: a changed limit must be in force within 10 s. */
export const CONFIRMED_MS = 9_500;
/** The duration of a lease of a limit that is short, in milliseconds: an instance that joins gets its share when the others' leases end. */
const SHORT_MS = 4_000;
/** All holders together renew once in this time, in milliseconds, as one document sustains about one update a second. */
const RENEWAL_EVERY_MS = 1_000;
/** A holder alone fetches more tokens once in this time, in milliseconds. */
const FETCH_EVERY_MS = 1_000;
/** With more holders than this, each fetches less often. */
const MANY = 6;
/** The shortest duration of a lease of less than a fair share, which ends with the next of the others' leases, in milliseconds. */
const SHORTEST_MS = 1_000;
/** The shortest and the longest time for which a holder that leases nothing is counted among those who share, in milliseconds. */
const SHORTEST_CLAIM_MS = 12_000;
const LONGEST_CLAIM_MS = 120_000;
/** The time for which a holder is counted whose calls' pauses are not known, in milliseconds. */
const FIRST_CLAIM_MS = 30_000;
/** The time for which a holder is counted, as a multiple of its calls' pauses. */
const PAUSES = 2.5;

/** The duration of a lease, in milliseconds, by the number of holders. */
export function leaseMs(holders: number, isShort: boolean): number {
  const shortest = isShort ? SHORT_MS : LEASE_MS;
  return Math.min(LONGEST_MS, Math.max(shortest, holders * RENEWAL_EVERY_MS));
}

/**
 * The time after which a holder fetches again what the bucket may have, in milliseconds: as one of
 * many it finds less of it there, and their account is one document. Simulated with 20 holders who
 * are asked once a second each, of 100 tokens (in brackets: asked 1.5 times as much):
 *
 * | each fetches once in                     | of an exact bucket | updates a second |
 * | ---------------------------------------- | ------------------ | ---------------- |
 * | 1 s, and 40 % of the refill stays in it  | 97 % (98 %)        | 6.8 (14.5)       |
 * | 2.5 s                                    | 91 % (99 %)        | 2.5 (4.5)        |
 * | 5 s                                      | 89 % (101 %)       | 2.1 (2.7)        |
 */
export function fetchEveryMs(account: Pick<Account, "leases"> | undefined): number {
  return FETCH_EVERY_MS * Math.max(1, Object.keys(account?.leases ?? {}).length / MANY);
}

/** The duration of a lease of less than a fair share, in milliseconds. @param endsInMs - The times until the others' leases end, in milliseconds. */
export function interimLeaseMs(lastsMs: number, endsInMs: readonly number[]): number {
  return Math.min(lastsMs, Math.max(SHORTEST_MS, lastsMs / 2, Math.min(...endsInMs)));
}

/** The time for which a holder that leases nothing is counted, in milliseconds. @param pauseMs - The time between its last two calls, in milliseconds; undefined where that isn't known. */
export function claimMs(pauseMs: number | undefined): number {
  if (pauseMs === undefined) return FIRST_CLAIM_MS;
  return Math.min(LONGEST_CLAIM_MS, Math.max(SHORTEST_CLAIM_MS, PAUSES * pauseMs));
}
