import { bucketAt, bucketHoldsAt, type Account } from "./account.ts";
import type { Lease } from "./lease.ts";
import { later } from "../moment.ts";
import type { Refusal } from "../quota.ts";
import { longest, refusalOf } from "../refusal.ts";
import type { Debit } from "../spending.ts";
import type { Snapshot } from "../store/quota-store.ts";

/** What an account said is doubted after so long, in milliseconds: somebody may have raised a limit, or left. */
const RECHECK_MS = 10_000;

/** What an instance remembers of an account: how it was left, and what it leased there. */
export interface Memory {
  readonly known: Snapshot<Account> | undefined;
  readonly lease: Lease;
  /** By whom. */
  readonly instance: string;
}

/**
 * The refusal that the account would surely give if it were asked now, which is then not asked;
 * undefined where it might admit.
 */
export function rememberedRefusal(
  { known, lease, instance }: Memory,
  debits: readonly Debit[],
  nowMs: number,
): Refusal | undefined {
  if (known === undefined || nowMs - known.moment.sinceMs >= RECHECK_MS) return undefined;
  const never = debits.find(({ limit, amount }) => amount > limit.capacity);
  if (never !== undefined) return refusalOf(never.limit, "COST_EXCEEDS_CAPACITY", 0);
  const { state } = known;
  if (state === undefined) return undefined;
  const { nowMs: earliestMs, latestMs } = later(known.moment, nowMs);
  const refusals: Refusal[] = [];
  for (const { limit, amount } of debits) {
    const missing = amount - lease.tokens(limit.name, nowMs);
    if (missing <= 0 || bucketAt(state, limit, latestMs).tokens >= missing) continue;
    const own = state.leases[instance]?.parts[limit.name];
    // A part that can't serve the call stands in its way: the account must be asked to take it back.
    if (own !== undefined && (own.capacity < amount || own.refillPerMinute === 0)) return undefined;
    // Whoever comes back after the time told is surely not too early.
    const wanted = { tokens: missing, nowMs: earliestMs };
    const retryAfterMs = Math.min(
      lease.holdsAfter(limit.name, amount, nowMs),
      bucketHoldsAt(state, limit, wanted) - earliestMs,
    );
    refusals.push(refusalOf(limit, "QUOTA_EXCEEDED", retryAfterMs));
  }
  return longest(refusals);
}
