import type { Limit } from "../limit.ts";
import { bucketHoldsAt, type Account } from "./account.ts";
import { shortLeaseMs } from "./lease-time.ts";
import { neededOf, othersAt, restrictedUntilMs } from "./sharing.ts";

/** What an instance remembers of an account may be so old, in milliseconds, where others come there too. */
export const REMEMBERED_MS = 1_000;
/** So many instances may have come that one doesn't know of yet. */
const UNKNOWN = 3;
const MS_PER_MINUTE = 60_000;

/** A call that was refused, of a limit. */
export interface RefusedCall {
  readonly limit: Limit;
  readonly amount: number;
  /** Who refuses it. */
  readonly holder: string;
  readonly nowMs: number;
}

/**
 * The first moment at which an account surely admits a call wherever it comes, if no other comes
 * before: from whoever leases nothing, and from whoever has had its share and must leave others
 * theirs. Milliseconds since 1970; Infinity if never.
 */
export function admitsAt(account: Account | undefined, call: RefusedCall): number {
  const { limit, amount, holder, nowMs } = call;
  const own = account?.leases[holder];
  const others = Object.values(othersAt(account, holder, nowMs));
  const live = own === undefined ? others : [...others, own];
  const holdsAt = (tokens: number) => bucketHoldsAt(account, limit, { tokens, nowMs });
  const ofAllMs = holdsAt(amount + neededOf(live, limit.name));
  const restrictedMs = Math.max(...live.map((record) => restrictedUntilMs(record, limit.name)));
  const atMs = Math.min(ofAllMs, Math.max(holdsAt(amount), restrictedMs));
  // Others may remember what is no longer so.
  return others.length === 0 ? atMs : Math.max(atMs, nowMs + REMEMBERED_MS);
}

/** The same for all instances as they were known to an instance some time ago, and for what they may have leased since. */
export function surelyAdmitsAt(account: Account | undefined, call: RefusedCall): number {
  const { limit, amount, holder, nowMs } = call;
  const others = Object.keys(othersAt(account, holder, nowMs)).length;
  const fillMs = Math.ceil((amount * MS_PER_MINUTE) / limit.refillPerMinute);
  const leasedMs = shortLeaseMs(others + UNKNOWN) + fillMs;
  return Math.max(admitsAt(account, call), nowMs + Math.max(leasedMs, others * fillMs));
}
