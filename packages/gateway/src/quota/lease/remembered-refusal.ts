import type { Limit } from "../limit.ts";
import { later } from "../moment.ts";
import type { Refusal } from "../quota.ts";
import { BLOCKED, longest, refusalOf } from "../refusal.ts";
import type { Debit } from "../spending.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { asksAtMs, bucketAt, type Account } from "./account.ts";
import type { Lease } from "./lease.ts";
import { RENEW_AHEAD_MS } from "./lease-in-use.ts";
import { admitsAt, REMEMBERED_MS, surelyAdmitsAt } from "./admits-at.ts";
import { keptForOthers, othersAt } from "./sharing.ts";

/** An account is read again after this time, in milliseconds: an operator may have changed a limit, or an instance may have left. */
const RECHECK_MS = 10_000;
/** All instances of an account together renew once in this time, in milliseconds, for tokens that none of them needs at once. */
const RENEWAL_EVERY_MS = 1_000;

/** What an instance knows of an account. */
export interface KnownAccount {
  /** The account as it was left. */
  readonly known: Snapshot<Account>;
  readonly lease: Lease;
  /** The name of the instance. */
  readonly instance: string;
  /** When it asked the account last, in milliseconds on its monotonic clock. */
  readonly askedMs: number;
  /** The time without a call before this one, in milliseconds: the caller may have waited as another instance has told it to. */
  readonly pausedMs: number;
}

/** The refusal that the account would surely give if it were asked now; undefined where it might admit the call. */
export function rememberedRefusal(
  account: KnownAccount,
  debits: readonly Debit[],
  nowMs: number,
): Refusal | undefined {
  const { moment } = account.known;
  if (nowMs - moment.sinceMs >= RECHECK_MS) return undefined;
  if (isBlocked(account.known, nowMs)) return BLOCKED;
  if (account.pausedMs >= REMEMBERED_MS && !isAlone(account, moment.nowMs)) return undefined;
  const refusals = debits.map((debit) => refusalOfDebit(account, debit, nowMs));
  return longest(refusals.filter((refusal) => refusal !== undefined));
}

/** Whether a caller is surely blocked. @param nowMs - By the monotonic clock. */
export function isBlocked({ state, moment }: Snapshot<Account>, nowMs: number): boolean {
  return state?.override?.blocked === true && nowMs - moment.sinceMs < RECHECK_MS;
}

function refusalOfDebit(
  account: KnownAccount,
  { limit, amount }: Debit,
  nowMs: number,
): Refusal | undefined {
  if (amount > (limit.most ?? limit.capacity)) return refusalOf(limit, "COST_EXCEEDS_CAPACITY", 0);
  const { known, lease, instance: holder } = account;
  const { state } = known;
  // A shard whose account had enough tokens can get more.
  if (state?.shard?.poor.includes(limit.name) === false) return undefined;
  const missing = amount - lease.tokens(limit.name, nowMs);
  if (missing <= 0) return undefined;
  const own = state?.leases[holder]?.parts[limit.name];
  const waitMs = lease.holdsAfter(limit.name, amount, nowMs);
  // A leased part that never holds enough for the call must go back to the account.
  const isTooSmall = own !== undefined && own.capacity > 0 && waitMs === Infinity;
  if (isTooSmall && lease.isLive(nowMs)) return undefined;
  const { nowMs: earliestMs, latestMs } = later(known.moment, nowMs);
  const kept = keptForOthers(state, { holder, limitName: limit.name, nowMs: latestMs });
  const left = bucketAt(state, limit, latestMs).tokens - kept;
  if (left >= missing && isWorthRenewal(account, { limit, left, waitMs, nowMs })) return undefined;
  if (mayHaveMore(account, { limit, latestMs, nowMs })) return undefined;
  // A shard that is due to ask its account may get more.
  if (state !== undefined && asksAtMs(state) <= earliestMs) return undefined;
  // The earliest time that it may be now, so that the told wait is never too short.
  const call = { limit, amount, holder, nowMs: earliestMs };
  const isRecent = nowMs - known.moment.atMs < REMEMBERED_MS;
  const isKnown = isRecent && isAlone(account, earliestMs);
  const atMs = isKnown ? admitsAt(state, call) : surelyAdmitsAt(state, call);
  // On this instance, the lease may admit the call later than the account would.
  const ownMs = waitMs === Infinity ? 0 : waitMs;
  return refusalOf(limit, "QUOTA_EXCEEDED", Math.max(ownMs, atMs - earliestMs));
}

/** Whether no other instance leases from the account, as far as is known. */
function isAlone({ known, instance }: KnownAccount, nowMs: number): boolean {
  return Object.keys(othersAt(known.state, instance, nowMs)).length === 0;
}

/** Whether an instance that lacks its fair share of a limit may get more of it, as others renew their leases about now. */
function mayHaveMore(
  { known, instance, askedMs }: KnownAccount,
  missed: { readonly limit: Limit; readonly latestMs: number; readonly nowMs: number },
): boolean {
  const { name } = missed.limit;
  const own = known.state?.leases[instance];
  if (own?.needs?.[name] === undefined || missed.nowMs < askedMs + RENEWAL_EVERY_MS) return false;
  const leases = Object.values(othersAt(known.state, instance, missed.latestMs - RENEW_AHEAD_MS));
  return leases.some(
    ({ parts, expiresAtMs }) =>
      (parts[name]?.refillPerMinute ?? 0) > 0 && expiresAtMs < missed.latestMs + RENEW_AHEAD_MS,
  );
}

/**
 * Whether the account should be asked for the tokens that it may have. A lease with refill of its
 * own fetches few tokens only now and then, as each renewal costs a write.
 */
function isWorthRenewal(
  { known, lease, askedMs }: KnownAccount,
  missed: {
    readonly limit: Limit;
    readonly left: number;
    readonly waitMs: number;
    readonly nowMs: number;
  },
): boolean {
  if (missed.waitMs === Infinity || missed.left >= lease.room(missed.limit.name) / 2) return true;
  const instances = Object.keys(known.state?.leases ?? {}).length;
  return missed.nowMs >= askedMs + RENEWAL_EVERY_MS * instances;
}
