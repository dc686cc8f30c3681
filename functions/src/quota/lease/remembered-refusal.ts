import type { Limit } from "../limit.ts";
import { later } from "../moment.ts";
import type { Refusal } from "../quota.ts";
import { BLOCKED, longest, refusalOf } from "../refusal.ts";
import type { Debit } from "../spending.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { asksAtMs, bucketAt, bucketHoldsAt, type Account } from "./account.ts";
import type { Lease } from "./lease.ts";

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
  if (nowMs - memory.known.moment.sinceMs >= RECHECK_MS) return undefined;
  if (isBlocked(memory.known, nowMs)) return BLOCKED;
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
  const { known, lease, instance } = memory;
  // A shard whose account had enough gets more where it is short.
  if (known.state?.shard?.poor.includes(limit.name) === false) return undefined;
  const missing = amount - lease.tokens(limit.name, nowMs);
  if (missing <= 0) return undefined;
  const own = known.state?.leases[instance]?.parts[limit.name];
  const waitMs = lease.holdsAfter(limit.name, amount, nowMs);
  // A part that can't serve the call while it lasts stands in its way: the account must take it back.
  if (own !== undefined && waitMs === Infinity) return undefined;
  const { nowMs: earliestMs, latestMs } = later(known.moment, nowMs);
  const left = bucketAt(known.state, limit, latestMs).tokens;
  if (left >= missing) {
    if (isWorthAVisit(memory, { limit, left, waitMs, nowMs })) return undefined;
    return refusalOf(limit, "QUOTA_EXCEEDED", waitMs);
  }
  // Whoever comes back after the time told is surely not too early.
  const wanted = { tokens: missing, nowMs: earliestMs };
  const refilledMs = bucketHoldsAt(known.state, limit, wanted) - earliestMs;
  const asksMs = known.state === undefined ? Infinity : asksAtMs(known.state) - earliestMs;
  // A shard that is due to ask its account is not sure to refuse.
  if (asksMs <= 0) return undefined;
  return refusalOf(limit, "QUOTA_EXCEEDED", Math.min(waitMs, refilledMs, asksMs));
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
