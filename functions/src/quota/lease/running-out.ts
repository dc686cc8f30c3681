import type { Limit } from "../limit.ts";
import { later } from "../moment.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { bucketAt, type Account } from "./account.ts";
import type { Demand } from "./demand.ts";
import type { Lease } from "./lease.ts";

/** A lease in use is renewed when so little is left of its time. */
const RENEW_AHEAD_MS = 750;
/** Or when it holds less than this time of its caller's demand, */
const NEARLY_EMPTY_MS = 500;
/** but no sooner than this after the last time: one document takes one update a second. */
export const RENEW_EVERY_MS = 1_000;
const MS_PER_MINUTE = 60_000;

/**
 * Whether a lease that is in use will soon not pay for a limit's calls any more: as it ends, or as
 * it will run dry before and the account has what is worth a visit.
 */
export function isRunningOut(
  { lease, known }: { readonly lease: Lease; readonly known: Snapshot<Account> | undefined },
  { limit, demand }: { readonly limit: Limit; readonly demand: Demand },
  nowMs: number,
): boolean {
  if (!demand.isLasting) return false;
  if (nowMs > lease.deadlineMs - RENEW_AHEAD_MS) return true;
  const perMs = demand.perMinute / MS_PER_MINUTE;
  const drainPerMs = perMs - lease.refillPerMs(limit.name);
  if (lease.tokens(limit.name, nowMs) >= drainPerMs * NEARLY_EMPTY_MS) return false;
  if (known === undefined) return false;
  const { nowMs: serverMs } = later(known.moment, nowMs);
  return bucketAt(known.state, limit, serverMs).tokens >= perMs * RENEW_EVERY_MS;
}
