import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import { boundBy } from "../override.ts";
import {
  bucketAt,
  limitsIn,
  partsOf,
  shardCapacity,
  sumOf,
  type Account,
  type Shard,
} from "./account.ts";
import {
  MOST_VISITS,
  VISITS_DECAY_MS,
  fewerShards,
  noVisits,
  SHARD_LEASE_MS,
  shardsFor,
} from "./shard-count.ts";
import { askedMore, demandOf, noneAsked, type Demand } from "./demand.ts";
import type { EndedLease } from "./ended-lease.ts";
import type { GrantedLease } from "./granted-lease.ts";
import type { HeldLease, RenewalRequest } from "./renewal-request.ts";
import { debitsOf, type Spending } from "../spending.ts";
import { recordOf } from "./lease-allocation.ts";

/** The number of shards stays for this time, in milliseconds, before it is lowered. */
const SETTLE_MS = 60_000;

/** The record of a shard. */
export type ShardAccount = Account & { readonly shard: Shard };

/** The name under which a shard leases from its account. */
export function nameOfShard(index: number): string {
  return `shard ${String(index)}`;
}

/** The key of a shard's record, which is never an account's. */
export function keyOfShard(key: string, index: number): string {
  return `${key}~${String(index)}`;
}

/** The indexes of the shards that lease from an account. */
export function shardsOf(account: Account): readonly number[] {
  const names = Object.keys(account.leases).map((holder) => /^shard (\d+)$/.exec(holder)?.[1]);
  return names.filter((index) => index !== undefined).map(Number);
}

/** A record as a shard's; undefined where it is none. */
export function asShard(account: Account | undefined): ShardAccount | undefined {
  const shard = account?.shard ?? undefined;
  return account === undefined || shard === undefined ? undefined : { ...account, shard };
}

/** The record of a shard after its account has granted it a lease, with the leases of its instances. */
export function filledShard(
  shard: ShardAccount | undefined,
  source: {
    readonly asked: Shard["asked"];
    readonly account: Account;
    readonly lease: GrantedLease;
  },
  { nowMs, latestMs }: Moment,
): ShardAccount {
  const { asked, account, lease } = source;
  const at = Math.max(nowMs, latestMs);
  const buckets = Object.entries(lease.parts).map(
    ([name, { tokens }]) => [name, { tokens, at }] as const,
  );
  const before = shard?.shards === account.shards ? shard : undefined;
  return {
    buckets: Object.fromEntries(buckets),
    leases: lease.goesOn && shard !== undefined ? liveLeases(shard, nowMs) : {},
    override: account.override,
    visits: before?.visits ?? noVisits(nowMs),
    shards: account.shards,
    shard: {
      lease: recordOf(lease),
      asked,
      sinceMs: before?.shard.sinceMs ?? nowMs,
      askedAtMs: nowMs,
      poor: [],
      isRevoked: false,
    },
    expiresAtMs: lease.expiresAtMs,
  };
}

function liveLeases({ leases }: Account, nowMs: number): Account["leases"] {
  const live = Object.entries(leases).filter(([, { expiresAtMs }]) => expiresAtMs > nowMs);
  return Object.fromEntries(live);
}

/** What a shard still holds of its lease, its instances' leases reserved; undefined where the lease has ended. */
export function heldByShard(
  shard: ShardAccount | undefined,
  limits: readonly Limit[],
  nowMs: number,
): HeldLease | undefined {
  const lease = shard?.shard.lease;
  if (lease === undefined || lease.expiresAtMs <= nowMs) return undefined;
  const parts = limitsIn(shard, limits)
    .filter(({ name }) => name in lease.parts)
    .map((limit) => {
      const { tokens } = bucketAt(shard, limit, nowMs);
      const leased = sumOf(partsOf(shard, limit.name, nowMs));
      const leasedPerMinute = leased.refillPerMinute;
      return [limit.name, { tokens, reserved: leased.capacity, leasedPerMinute }] as const;
    });
  return { number: lease.number, pooled: true, parts: Object.fromEntries(parts) };
}

/** What was left of a shard's lease when it ended, and its instances' leases with it; undefined where it has not ended. */
export function endedShard(
  shard: ShardAccount | undefined,
  limits: readonly Limit[],
  nowMs: number,
): EndedLease | undefined {
  const expiresAtMs = shard?.shard.lease.expiresAtMs ?? Infinity;
  if (expiresAtMs > nowMs) return undefined;
  const tokens = limitsIn(shard, limits).map((limit) => {
    return [limit.name, Math.max(0, bucketAt(shard, limit, expiresAtMs).tokens)] as const;
  });
  const whole = boundBy(limits, shard?.override ?? null);
  return { expiresAtMs, tokens: Object.fromEntries(tokens), lost: {}, limits: whole };
}

/** The demand on a shard's instances with that of the renewing one. A new shard expects as many like it as one document bears. */
export function askedOfShard(
  shard: ShardAccount | undefined,
  renewal: RenewalRequest,
  nowMs: number,
): Shard["asked"] {
  const before = shard?.shard.asked;
  const expected = before === undefined ? MOST_VISITS : 1;
  const now = Object.entries(renewal.asked).map(([name, { tokens, calls }]) => {
    const largest = renewal.demand[name]?.largest ?? tokens;
    const more = { tokens: tokens * expected, calls: calls * expected, largest, nowMs };
    return [name, askedMore(before?.[name] ?? noneAsked(nowMs), more, VISITS_DECAY_MS)] as const;
  });
  return { ...before, ...Object.fromEntries(now) };
}

/** The tokens that the waiting calls take, by the name of the limit, without calls that are too large for a shard. */
export function neededBy(
  spendings: readonly Spending[],
  account: Account | undefined,
  ofTier: readonly Limit[],
): Readonly<Record<string, number>> {
  const limits = limitsIn(account, ofTier);
  const shards = account?.shards ?? 1;
  const needed: Record<string, number> = {};
  for (const spending of spendings) {
    const debits = debitsOf(spending, limits);
    if (debits.some(({ limit, amount }) => amount > shardCapacity(limit, shards))) continue;
    for (const { limit, amount } of debits) {
      needed[limit.name] = (needed[limit.name] ?? 0) + amount;
    }
  }
  return needed;
}

/** The demand on a shard, by the name of the limit. @param nowMs - Milliseconds since 1970. */
export function demandsOn(asked: Shard["asked"], nowMs: number): Readonly<Record<string, Demand>> {
  const span = { memoryMs: VISITS_DECAY_MS, useMs: SHARD_LEASE_MS };
  const demands = Object.entries(asked).map(
    ([name, ofLimit]) => [name, demandOf(ofLimit, nowMs, span)] as const,
  );
  return Object.fromEntries(demands);
}

/** The number of shards that the renewals at this one call for, and the instances of all. */
export function shardsAfter(
  { shards, leases }: Account,
  shard: ShardAccount | undefined,
  nowMs: number,
): number {
  // A shard that knows another number of shards has counted its renewals for that number.
  if (shard === undefined || shard.shards !== shards) return shards;
  const called = shardsFor(shards, shard.visits, nowMs);
  if (called > shards || nowMs < shard.shard.sinceMs + SETTLE_MS) return called;
  const instances = Object.values(leases).reduce((sum, lease) => sum + (lease.instances ?? 1), 0);
  return fewerShards(shards, instances);
}
