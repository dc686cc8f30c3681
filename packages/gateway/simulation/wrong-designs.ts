import { bucketAt, type Account } from "../src/quota/lease/account.ts";
import type { Limit } from "../src/quota/limit.ts";
import type { QuotaStore } from "../src/quota/store/quota-store.ts";

/** A wrong design of leases, as the account on which it decides instead of the stored one. */
type WrongDesign = (account: Account, limits: readonly Limit[], nowMs: number) => Account;

/** Refills the bucket up to its capacity, as if nothing of it were leased. */
const refillsBehindLeases: WrongDesign = (account, limits, nowMs) => {
  const buckets = limits.map(({ name, capacity, refillPerMinute }) => {
    const { tokens, at } = account.buckets[name] ?? { tokens: capacity, at: nowMs };
    const refill = (Math.max(0, nowMs - at) * refillPerMinute) / 60_000;
    return [
      name,
      { tokens: Math.min(capacity, tokens + refill), at: Math.max(at, nowMs) },
    ] as const;
  });
  return { ...account, buckets: { ...account.buckets, ...Object.fromEntries(buckets) } };
};

/** Gives a lease back when it expires, as if its holder had spent nothing of it. */
const givesBackWhatExpired: WrongDesign = (account, limits, nowMs) => {
  const leases = Object.entries(account.leases);
  const expired = leases.filter(([, { expiresAtMs }]) => expiresAtMs <= nowMs);
  const buckets = limits.flatMap(({ name, capacity }) => {
    const bucket = account.buckets[name];
    if (bucket === undefined) return [];
    const back = expired.reduce((sum, [, { parts }]) => sum + (parts[name]?.capacity ?? 0), 0);
    return [[name, { ...bucket, tokens: Math.min(capacity, bucket.tokens + back) }] as const];
  });
  return {
    ...account,
    buckets: { ...account.buckets, ...Object.fromEntries(buckets) },
    leases: Object.fromEntries(leases.filter((lease) => !expired.includes(lease))),
  };
};

/** Gives back all refill that a lease had no room for, and all that it had left, as if the bucket had never been full before. */
const forgetsThatItWasFull: WrongDesign = (account, limits, nowMs) => {
  const buckets = limits.map((limit) => {
    const rooms = [{ fromMs: nowMs - LONG_MS, tokens: limit.capacity }];
    return [limit.name, { ...bucketAt(account, limit, nowMs), rooms }] as const;
  });
  return { ...account, buckets: { ...account.buckets, ...Object.fromEntries(buckets) } };
};

/** Longer than any lease, in milliseconds. */
const LONG_MS = 50_000;

/** Wrong designs of leases that the ordeal must catch. */
export const WRONG_DESIGNS = {
  refillsBehindLeases,
  givesBackWhatExpired,
  forgetsThatItWasFull,
} as const;

/** A store under a wrong design. */
export function corrupted(
  design: keyof typeof WRONG_DESIGNS,
): (store: QuotaStore<Account>, limits: readonly Limit[]) => QuotaStore<Account> {
  return (store, limits) => ({
    update: (keys, decide, call) =>
      store.update(
        keys,
        (accounts, moment) => {
          const wrong = accounts.map(
            (account) => account && WRONG_DESIGNS[design](account, limits, moment.nowMs),
          );
          return decide(wrong, moment);
        },
        call,
      ),
  });
}
