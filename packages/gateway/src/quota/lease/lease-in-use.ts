import type { Limit } from "../limit.ts";
import { later } from "../moment.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { bucketAt, type Account } from "./account.ts";
import { FEWEST_CALLS, type Demand } from "./demand.ts";
import type { Lease } from "./lease.ts";
import { LEASE_MS } from "./lease-time.ts";

/** A lease in use is renewed this long before it ends, in milliseconds. */
export const RENEW_AHEAD_MS = 750;
/** A lease in use is renewed when it holds less than the demand of this time, in milliseconds. */
const NEARLY_EMPTY_MS = 500;
/** A lease that runs dry is renewed no sooner than this after the last time, in milliseconds: one document sustains one update a second. */
export const RENEW_EVERY_MS = 1_000;
/** A lease of this part of a limit is worth the write that gives it back. */
const WORTH_A_WRITE = 1 / 8;
/** A limit is scarce with less than this part of it left. */
const SCARCE = 1 / 2;
const MS_PER_MINUTE = 60_000;

/** A lease as its holder has it, with the account as the holder left it. */
export interface LeaseInUse {
  readonly lease: Lease;
  readonly known: Snapshot<Account> | undefined;
}

/**
 * Whether a lease will soon not pay for the calls under a limit: as it ends, or as it runs dry and
 * the account has enough to be asked for more.
 */
export function isRunningOut(
  { lease, known }: LeaseInUse,
  { limit, demand }: { readonly limit: Limit; readonly demand: Demand },
  nowMs: number,
): boolean {
  if (!demand.isLasting) return false;
  const perMs = demand.perMinute / MS_PER_MINUTE;
  // Renewed before the next call is due, which would find the lease ended; in a shard, its tokens
  // are worth less than the renewal.
  const isOfShard = known?.state?.shard !== null;
  const aheadMs = isOfShard ? 0 : Math.min(demand.mean / perMs, LEASE_MS / (2 * FEWEST_CALLS));
  if (nowMs > lease.deadlineMs - Math.max(RENEW_AHEAD_MS, aheadMs)) return true;
  const drainPerMs = perMs - lease.refillPerMs(limit.name);
  if (lease.tokens(limit.name, nowMs) >= drainPerMs * NEARLY_EMPTY_MS) return false;
  return known !== undefined && knownTokens(known, limit, nowMs) >= perMs * RENEW_EVERY_MS;
}

/**
 * Whether a lease holds so much of a limit that it should go back at once: tokens that are left
 * when a lease ends may be lost, and a limit of slow refill would lose many.
 */
export function isLeftOver({ lease, known }: LeaseInUse, limit: Limit, nowMs: number): boolean {
  const { name, capacity, refillPerMinute } = limit;
  const tokens = lease.tokens(name, nowMs);
  if (tokens > capacity * WORTH_A_WRITE) return true;
  if (known === undefined || tokens <= (refillPerMinute * LEASE_MS) / MS_PER_MINUTE) return false;
  return knownTokens(known, limit, nowMs) < capacity * SCARCE;
}

/**
 * Whether a lease without refill keeps so much empty capacity of a limit, for tokens that a call
 * did not give back, that others may lack it.
 */
export function isEmptyRoom({ lease, known }: LeaseInUse, limit: Limit, nowMs: number): boolean {
  const { name, capacity } = limit;
  const room = lease.room(name) - lease.tokens(name, nowMs);
  if (lease.refillPerMs(name) > 0 || room <= capacity * WORTH_A_WRITE) return false;
  return known !== undefined && knownTokens(known, limit, nowMs) < capacity * SCARCE;
}

/**
 * Whether a lease holds more than an equal share of a limit, so that the tokens which it does not
 * need should go back when it is renewed.
 */
export function isTooMuch({ lease, known }: LeaseInUse, limit: Limit, nowMs: number): boolean {
  if (known?.state?.shard !== null) return false;
  const holders = Object.keys(known.state.leases).length;
  return holders > 1 && lease.tokens(limit.name, nowMs) > limit.capacity / holders;
}

/** The tokens in an account's bucket by now, if nobody has changed it since. */
function knownTokens({ state, moment }: Snapshot<Account>, limit: Limit, nowMs: number): number {
  return bucketAt(state, limit, later(moment, nowMs).nowMs).tokens;
}
