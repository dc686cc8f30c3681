import type { Limit } from "../limit.ts";
import { later } from "../moment.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { bucketAt, type Account } from "./account.ts";
import { FEWEST_CALLS, type Demand } from "./demand.ts";
import type { Lease } from "./lease.ts";
import { LEASE_MS } from "./lease-time.ts";

/** A lease in use is renewed when so little is left of its time. */
export const RENEW_AHEAD_MS = 750;
/** Or when it holds less than this time of its caller's demand, */
const NEARLY_EMPTY_MS = 500;
/** but no sooner than this after the last time: one document takes one update a second. */
export const RENEW_EVERY_MS = 1_000;
/** What a quiet caller's call has given back is worth a write if it is this part of a limit, */
const WORTH_A_WRITE = 1 / 8;
/** or of a limit that has less than this part left, if it is more than what comes by itself in a lease's time. */
const SCARCE = 1 / 2;
const MS_PER_MINUTE = 60_000;

/** A lease in the hands of its holder, and its account as the holder left it. */
export interface LeaseInUse {
  readonly lease: Lease;
  readonly known: Snapshot<Account> | undefined;
}

/**
 * Whether a lease will soon not pay for a limit's calls any more: as it ends, or as it will run
 * dry before and the account has what is worth a visit.
 */
export function isRunningOut(
  { lease, known }: LeaseInUse,
  { limit, demand }: { readonly limit: Limit; readonly demand: Demand },
  nowMs: number,
): boolean {
  if (!demand.isLasting) return false;
  const perMs = demand.perMinute / MS_PER_MINUTE;
  // The next call would find it ended. Of a shard's, what it has saved up by then is not needed so much.
  const isOfShard = known?.state?.shard !== null;
  const aheadMs = isOfShard ? 0 : Math.min(demand.mean / perMs, LEASE_MS / (2 * FEWEST_CALLS));
  if (nowMs > lease.deadlineMs - Math.max(RENEW_AHEAD_MS, aheadMs)) return true;
  const drainPerMs = perMs - lease.refillPerMs(limit.name);
  if (lease.tokens(limit.name, nowMs) >= drainPerMs * NEARLY_EMPTY_MS) return false;
  return known !== undefined && knownTokens(known, limit, nowMs) >= perMs * RENEW_EVERY_MS;
}

/**
 * Whether a lease holds so much of a limit that it should go back at once. What is left in leases
 * when they end may be lost, and of a window that hardly refills, it would add up.
 */
export function isLeftOver({ lease, known }: LeaseInUse, limit: Limit, nowMs: number): boolean {
  const { name, capacity, refillPerMinute } = limit;
  const tokens = lease.tokens(name, nowMs);
  if (tokens > capacity * WORTH_A_WRITE) return true;
  if (known === undefined || tokens <= (refillPerMinute * LEASE_MS) / MS_PER_MINUTE) return false;
  return knownTokens(known, limit, nowMs) < capacity * SCARCE;
}

/**
 * Whether a lease of no refill has kept so much room of a limit for what a call could give back, and
 * did not, that others may miss it.
 */
export function isEmptyRoom({ lease, known }: LeaseInUse, limit: Limit, nowMs: number): boolean {
  const { name, capacity } = limit;
  const room = lease.room(name) - lease.tokens(name, nowMs);
  if (lease.refillPerMs(name) > 0 || room <= capacity * WORTH_A_WRITE) return false;
  return known !== undefined && knownTokens(known, limit, nowMs) < capacity * SCARCE;
}

/**
 * Whether a lease holds so much of a limit that those who have come since get too little room: what
 * it does not need goes back when it is renewed.
 */
export function isTooMuch({ lease, known }: LeaseInUse, limit: Limit, nowMs: number): boolean {
  if (known?.state?.shard !== null) return false;
  const holders = Object.keys(known.state.leases).length;
  return holders > 1 && lease.tokens(limit.name, nowMs) > limit.capacity / holders;
}

/** What the account holds by now, if nobody has been there since. */
function knownTokens({ state, moment }: Snapshot<Account>, limit: Limit, nowMs: number): number {
  return bucketAt(state, limit, later(moment, nowMs).nowMs).tokens;
}
