import type { Limit } from "../limit.ts";
import { later } from "../moment.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { bucketAt, type Account } from "./account.ts";
import type { Demand } from "./demand.ts";
import type { Lease } from "./lease.ts";
import { LEASE_MS } from "./share.ts";

/** A lease in use is renewed when so little is left of its time. */
const RENEW_AHEAD_MS = 750;
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
  if (nowMs > lease.deadlineMs - RENEW_AHEAD_MS) return true;
  const perMs = demand.perMinute / MS_PER_MINUTE;
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

/** What the account holds by now, if nobody has been there since. */
function knownTokens({ state, moment }: Snapshot<Account>, limit: Limit, nowMs: number): number {
  return bucketAt(state, limit, later(moment, nowMs).nowMs).tokens;
}
