import type { Cost } from "./cost.ts";
import type { Limit } from "./limit.ts";
import type { Refusal } from "./quota.ts";
import { fullBucket, holdsAt, refill, take, type Bucket } from "./token-bucket.ts";

/** A caller's buckets, by the names of their limits: one record, so that a cost is charged whole or not at all. */
export type Account = {
  readonly buckets: Readonly<Record<string, { readonly tokens: number; readonly at: number }>>;
};

const DAY_MS = 86_400_000;

export type Outcome =
  | { readonly ok: true; readonly account: Account }
  | { readonly ok: false; readonly refusal: Refusal };

/** The refusal of a cost that a limit can never hold, whatever the account. */
export function exceeding(limits: readonly Limit[], cost: Cost): Refusal | undefined {
  const limit = limits.find((of) => cost[of.class] > of.capacity);
  return limit && refusalOf("COST_EXCEEDS_CAPACITY", limit, 0);
}

/** Takes the cost from every limit's bucket, or from none. No limit is exceeded by it alone. */
export function charge(
  account: Account | undefined,
  of: { readonly limits: readonly Limit[]; readonly cost: Cost },
  nowMs: number,
): Outcome {
  const refusals = of.limits.flatMap((limit) => {
    const bucket = bucketOf(account, limit, nowMs);
    const amount = of.cost[limit.class];
    if (amount === 0 || bucket.tokens >= amount) return [];
    return [refusalOf("QUOTA_EXCEEDED", limit, holdsAt(bucket, limit, amount) - nowMs)];
  });
  const [first, ...rest] = refusals;
  if (first === undefined) return { ok: true, account: debit(account, of, nowMs) };
  // The one to tell of several is the one that lasts longest.
  const longest = (a: Refusal, b: Refusal) => (b.retryAfterMs > a.retryAfterMs ? b : a);
  return { ok: false, refusal: rest.reduce(longest, first) };
}

/** Takes the cost whether it is there or not; a negative one gives back. */
export function debit(
  account: Account | undefined,
  of: { readonly limits: readonly Limit[]; readonly cost: Cost },
  nowMs: number,
): Account {
  const changed = of.limits.map((limit): [string, Bucket] => {
    const bucket = bucketOf(account, limit, nowMs);
    return [limit.name, take(bucket, limit, of.cost[limit.class])];
  });
  // What other limits have taken stays taken: a caller's claims, and so its tier, may change.
  return { buckets: { ...account?.buckets, ...Object.fromEntries(changed) } };
}

/** The bucket of a limit as it is now; full where nothing was ever taken. */
export function bucketOf(account: Account | undefined, limit: Limit, nowMs: number): Bucket {
  const stored = account?.buckets[limit.name];
  return stored === undefined ? fullBucket(limit, nowMs) : refill(stored, limit, nowMs);
}

/** When an account says no more than no account would: its buckets are full, and those of other tiers a day old. */
export function expiresAt(account: Account, limits: readonly Limit[], nowMs: number): number {
  const full = limits.map((limit) => fullAt(account, limit, nowMs));
  return Math.max(nowMs + DAY_MS, ...full);
}

/** When the bucket of a limit is full, if nothing is charged meanwhile. */
export function fullAt(account: Account | undefined, limit: Limit, nowMs: number): number {
  return Math.max(nowMs, holdsAt(bucketOf(account, limit, nowMs), limit, limit.capacity));
}

function refusalOf(
  reason: "QUOTA_EXCEEDED" | "COST_EXCEEDS_CAPACITY",
  limit: Limit,
  retryAfterMs: number,
): Refusal {
  const { name, capacity, refillPerMinute } = limit;
  return { reason, limit: name, class: limit.class, capacity, refillPerMinute, retryAfterMs };
}
