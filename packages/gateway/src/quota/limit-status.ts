import { bucketAt, bucketHoldsAt, type Balances } from "./lease/account.ts";
import type { Limit } from "./limit.ts";
import type { LimitStatus } from "./quota.ts";

/** The last time that a Date can have, in milliseconds since 1970. */
const LAST_MS = 8.64e15;

/** How a limit of an account stands. @param leased - The tokens that the asking instance has leased of it. */
export function limitStatus(
  account: Balances | undefined,
  limit: Limit,
  { leased, nowMs }: { readonly leased: number; readonly nowMs: number },
): LimitStatus {
  const { name, capacity, refillPerMinute } = limit;
  const tokens = bucketAt(account, limit, nowMs).tokens + leased;
  const fullAtMs = bucketHoldsAt(account, limit, { tokens: capacity - leased, nowMs });
  return {
    name,
    class: limit.class,
    capacity,
    refillPerMinute,
    remaining: Math.max(0, Math.floor(tokens)),
    fullAt: new Date(Math.min(LAST_MS, fullAtMs)).toISOString(),
  };
}
