import type { Limit } from "../limit.ts";
import { later } from "../moment.ts";
import type { Refusal } from "../quota.ts";
import { BLOCKED, longest, refusalOf } from "../refusal.ts";
import type { Debit } from "../spending.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { asksAtMs, bucketAt, type Account } from "./account.ts";
import type { Lease } from "./lease.ts";
import { RENEW_AHEAD_MS } from "./lease-in-use.ts";
import { admitsAt, REMEMBERED_MS, surelyAdmitsAt } from "./retry.ts";
import { keptForOthers, othersAt } from "./sharing.ts";

/** What an account said is doubted after so long, in milliseconds: somebody may have raised a limit, or left. */
const RECHECK_MS = 10_000;
/** An account of many instances is visited by each so seldom that it is visited once in so many milliseconds. */
const VISIT_EVERY_MS = 1_000;

/** What an instance remembers of an account: how it was left, and what it leased there. */
export interface Memory {
  readonly known: Snapshot<Account>;
  readonly lease: Lease;
  /** By whom. */
  readonly instance: string;
  /** When it was there last, on the monotonic clock. */
  readonly askedMs: number;
  /** How long no call had come, in milliseconds: somebody may have waited for as long as another instance had told. */
  readonly pausedMs: number;
}

/**
 * The refusal that the account would surely give if it were asked now, which is then not asked;
 * undefined where it might admit.
 */
export function rememberedRefusal(
  memory: Memory,
  debits: readonly Debit[],
  nowMs: number,
): Refusal | undefined {
  const { moment } = memory.known;
  if (nowMs - moment.sinceMs >= RECHECK_MS) return undefined;
  if (isBlocked(memory.known, nowMs)) return BLOCKED;
  if (memory.pausedMs >= REMEMBERED_MS && !isAlone(memory, moment.nowMs)) return undefined;
  const refusals = debits.map((debit) => refusalOfDebit(memory, debit, nowMs));
  return longest(refusals.filter((refusal) => refusal !== undefined));
}

/** Whether a caller is blocked, as far as is surely known. */
export function isBlocked({ state, moment }: Snapshot<Account>, nowMs: number): boolean {
  return state?.override?.blocked === true && nowMs - moment.sinceMs < RECHECK_MS;
}

function refusalOfDebit(
  memory: Memory,
  { limit, amount }: Debit,
  nowMs: number,
): Refusal | undefined {
  if (amount > (limit.most ?? limit.capacity)) return refusalOf(limit, "COST_EXCEEDS_CAPACITY", 0);
  const { known, lease, instance: holder } = memory;
  const { state } = known;
  // A shard whose account had enough gets more where it is short.
  if (state?.shard?.poor.includes(limit.name) === false) return undefined;
  const missing = amount - lease.tokens(limit.name, nowMs);
  if (missing <= 0) return undefined;
  const own = state?.leases[holder]?.parts[limit.name];
  const waitMs = lease.holdsAfter(limit.name, amount, nowMs);
  // A part that can't serve the call while it lasts stands in its way: the account must take it back.
  const isInTheWay = own !== undefined && own.capacity > 0 && waitMs === Infinity;
  if (isInTheWay && lease.isLive(nowMs)) return undefined;
  const { nowMs: earliestMs, latestMs } = later(known.moment, nowMs);
  const kept = keptForOthers(state, { holder, limitName: limit.name, nowMs: latestMs });
  const left = bucketAt(state, limit, latestMs).tokens - kept;
  if (left >= missing && isWorthAVisit(memory, { limit, left, waitMs, nowMs })) return undefined;
  if (mayHaveMore(memory, { limit, latestMs, nowMs })) return undefined;
  // A shard that is due to ask its account is not sure to refuse.
  if (state !== undefined && asksAtMs(state) <= earliestMs) return undefined;
  // Whoever comes back after the time told is surely not too early.
  const call = { limit, amount, holder, nowMs: earliestMs };
  const isRecent = nowMs - known.moment.atMs < REMEMBERED_MS;
  const isKnown = isRecent && isAlone(memory, earliestMs);
  const atMs = isKnown ? admitsAt(state, call) : surelyAdmitsAt(state, call);
  // Here it is the lease that admits, where that takes longer than the account would.
  const ownMs = waitMs === Infinity ? 0 : waitMs;
  return refusalOf(limit, "QUOTA_EXCEEDED", Math.max(ownMs, atMs - earliestMs));
}

/** Whether nobody else shares the account, as far as is known. */
function isAlone({ known, instance }: Memory, nowMs: number): boolean {
  return Object.keys(othersAt(known.state, instance, nowMs)).length === 0;
}

/** Whether an instance that lacks its fair share of a limit may find more of it, as the others renew their leases. */
function mayHaveMore(
  { known, instance, askedMs }: Memory,
  of: { readonly limit: Limit; readonly latestMs: number; readonly nowMs: number },
): boolean {
  const { name } = of.limit;
  const own = known.state?.leases[instance];
  if (own?.needs?.[name] === undefined || of.nowMs < askedMs + VISIT_EVERY_MS) return false;
  const leases = Object.values(othersAt(known.state, instance, of.latestMs - RENEW_AHEAD_MS));
  return leases.some(
    ({ parts, expiresAtMs }) =>
      (parts[name]?.refillPerMinute ?? 0) > 0 && expiresAtMs < of.latestMs + RENEW_AHEAD_MS,
  );
}

/**
 * Whether the account should be asked for what it may have. A lease that refills by itself fetches
 * the crumbs beside it only now and then: one by one, each would cost a visit.
 */
function isWorthAVisit(
  { known, lease, askedMs }: Memory,
  of: {
    readonly limit: Limit;
    readonly left: number;
    readonly waitMs: number;
    readonly nowMs: number;
  },
): boolean {
  if (of.waitMs === Infinity || of.left >= lease.room(of.limit.name) / 2) return true;
  const instances = Object.keys(known.state?.leases ?? {}).length;
  return of.nowMs >= askedMs + VISIT_EVERY_MS * instances;
}
