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
  CROWD,
  CROWD_MEMORY_MS,
  fewerShards,
  noVisits,
  SHARD_LEASE_MS,
  shardsFor,
} from "./crowd.ts";
import { askedMore, demandOf, noneAsked, type Demand } from "./demand.ts";
import type { EndedLease } from "./ended-lease.ts";
import type { Held, Renewal, Renewed } from "./renewal.ts";
import { debitsOf, type Spending } from "../spending.ts";
import { recordOf } from "./leasing.ts";

/** How many shards there are is left as it is for so long, in milliseconds, before there are fewer. */
const SETTLE_MS = 60_000;

/** The record of a shard. */
export type ShardAccount = Account & { readonly shard: Shard };

/** A shard's name among those that lease from its account. */
export function nameOfShard(index: number): string {
  return `shard ${String(index)}`;
}

/** The key of a shard's record: the account's own is another. */
export function keyOfShard(key: string, index: number): string {
  return `${key}~${String(index)}`;
}

/** The shards that lease from an account: their indexes. */
export function shardsOf(account: Account): readonly number[] {
  const names = Object.keys(account.leases).map((holder) => /^shard (\d+)$/.exec(holder)?.[1]);
  return names.filter((index) => index !== undefined).map(Number);
}

export function asShard(account: Account | undefined): ShardAccount | undefined {
  const shard = account?.shard ?? undefined;
  return account === undefined || shard === undefined ? undefined : { ...account, shard };
}

/** A shard with what it has got of its account, beside what its instances hold. */
export function filledShard(
  shard: ShardAccount | undefined,
  from: {
    readonly asked: Shard["asked"];
    readonly account: Account;
    readonly lease: NonNullable<Renewed["lease"]>;
  },
  { nowMs, latestMs }: Moment,
): ShardAccount {
  const { asked, account, lease } = from;
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

/** What a shard has left of its account, and what its instances may still spend or give back. */
export function heldByShard(
  shard: ShardAccount | undefined,
  limits: readonly Limit[],
  nowMs: number,
): Held | undefined {
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

/** What was left in a shard when its lease ended, and those of its instances with it. */
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
  return { expiresAtMs, tokens: Object.fromEntries(tokens), limits: whole };
}

/** What a shard's instances ask, this one too. A new shard is made for a crowd of the like. */
export function askedOfShard(
  shard: ShardAccount | undefined,
  renewal: Renewal,
  nowMs: number,
): Shard["asked"] {
  const before = shard?.shard.asked;
  const crowd = before === undefined ? CROWD : 1;
  const now = Object.entries(renewal.asked).map(([name, { tokens, calls }]) => {
    const largest = renewal.demand[name]?.largest ?? tokens;
    const more = { tokens: tokens * crowd, calls: calls * crowd, largest, nowMs };
    return [name, askedMore(before?.[name] ?? noneAsked(nowMs), more, CROWD_MEMORY_MS)] as const;
  });
  return { ...before, ...Object.fromEntries(now) };
}

/** What the calls that wait at a shard take from each limit of its account; without those that are too large for it. */
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

/** How much a shard is asked, by limit. */
export function demandsOn(asked: Shard["asked"], nowMs: number): Readonly<Record<string, Demand>> {
  const of = { memoryMs: CROWD_MEMORY_MS, useMs: SHARD_LEASE_MS };
  const demands = Object.entries(asked).map(
    ([name, ofLimit]) => [name, demandOf(ofLimit, nowMs, of)] as const,
  );
  return Object.fromEntries(demands);
}

/** As many shards as the visits to this one call for, and the instances of all. */
export function shardsAfter(
  { shards, leases }: Account,
  shard: ShardAccount | undefined,
  nowMs: number,
): number {
  // A shard that knows another number has not seen yet what was made of it.
  if (shard === undefined || shard.shards !== shards) return shards;
  const called = shardsFor(shards, shard.visits, nowMs);
  if (called > shards || nowMs < shard.shard.sinceMs + SETTLE_MS) return called;
  const instances = Object.values(leases).reduce((sum, of) => sum + (of.instances ?? 1), 0);
  return fewerShards(shards, instances);
}
