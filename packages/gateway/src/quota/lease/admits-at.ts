import type { Limit } from "../limit.ts";
import { bucketHoldsAt, type Account } from "./account.ts";
import { shortLeaseMs } from "./lease-time.ts";
import { neededOf, othersAt, restrictedUntilMs } from "./sharing.ts";

/** An instance goes by an account that others change for this time after it has read it, in milliseconds. */
export const REMEMBERED_MS = 1_000;
/** This many instances may have leased that one does not know of yet. */
const UNKNOWN = 3;
const MS_PER_MINUTE = 60_000;

/** A call that is refused for a limit. */
export interface RefusedCall {
  readonly limit: Limit;
  /** The tokens that it takes. */
  readonly amount: number;
  /** The instance that refuses it. */
  readonly holder: string;
  /** Milliseconds since 1970, by the database's clock. */
  readonly nowMs: number;
}

/**
 * The first time at which an account surely admits a call on any instance if no other call comes
 * before: on one that leases nothing, and on one that must leave others the tokens that they need.
 * Milliseconds since 1970; Infinity if never.
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
  // Other instances may refuse by an older reading.
  return others.length === 0 ? atMs : Math.max(atMs, nowMs + REMEMBERED_MS);
}

/** As {@link admitsAt}, by a reading of the account that may be old: with all that other instances may have leased since. */
export function surelyAdmitsAt(account: Account | undefined, call: RefusedCall): number {
  const { limit, amount, holder, nowMs } = call;
  const others = Object.keys(othersAt(account, holder, nowMs)).length;
  const fillMs = Math.ceil((amount * MS_PER_MINUTE) / limit.refillPerMinute);
  const leasedMs = shortLeaseMs(others + UNKNOWN) + fillMs;
  return Math.max(admitsAt(account, call), nowMs + Math.max(leasedMs, others * fillMs));
}
