import type { Limit } from "../limit.ts";
import type { FadingDemand } from "./demand.ts";
import { boundBy, type Override } from "../override.ts";
import type { Room } from "./room-history.ts";
import { fullBucket, holdsAt, refill, type Bucket, type BucketSize } from "../token-bucket.ts";

/** The record of one caller's quotas, or of a shard of it: a bucket for each limit, and the leases of these buckets. */
export type Account = Balances & {
  /** The limits set for this caller alone, which replace its tier's; null where none are set. */
  readonly override: Override | null;
  /** The recent renewals and the number of instances that made them, both fading with time; `atMs` is the last, in milliseconds since 1970. */
  readonly visits: { readonly count: number; readonly instances: number; readonly atMs: number };
  /** The number of shards to which instances are sent, as one document can't bear all their renewals; 1 where there are none. */
  readonly shards: number;
  /** What is kept of a shard besides; null where this is an account and not a shard. */
  readonly shard: Shard | null;
  /** When the record may be deleted, as a new one would say the same: milliseconds since 1970; null for never. */
  readonly expiresAtMs: number | null;
};

/** What a shard has leased of its account, which limits what it leases to its own instances. */
export type Shard = {
  /** The shard's own lease, as the account keeps it. */
  readonly lease: LeaseRecord;
  /** The demand on its instances, by the name of the limit. */
  readonly asked: Readonly<Record<string, FadingDemand>>;
  /** When the number of shards was changed last: milliseconds since 1970. */
  readonly sinceMs: number;
  /** When its account was asked last: milliseconds since 1970. */
  readonly askedAtMs: number;
  /** The limits of which its account had too little when it was asked last. */
  readonly poor: readonly string[];
  /** Whether the account was changed by an operator since, so that it must be asked before anything is leased. */
  readonly isRevoked: boolean;
};

/** The tokens of an account: in its buckets, and leased. */
export type Balances = {
  /** By the name of the limit. */
  readonly buckets: Readonly<Record<string, StoredBucket>>;
  /** By the name of the instance or shard that holds the lease. */
  readonly leases: Readonly<Record<string, LeaseRecord>>;
};

/** A bucket as an account keeps it. */
export type StoredBucket = {
  readonly tokens: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How much room it had in the recent past, the oldest first. @default none, as in records of older versions */
  readonly rooms?: readonly Room[];
};

/** A lease as the account keeps it. What is left of its tokens, only the holder knows. */
export type LeaseRecord = {
  /** Tells the leases of one holder apart. */
  readonly number: number;
  /** When the lease ends: milliseconds since 1970, by the database's clock. */
  readonly expiresAtMs: number;
  /** What is leased, by the name of the limit. */
  readonly parts: Readonly<Record<string, LeasePart>>;
  /** The estimated number of instances that a shard leases for. @default 1 */
  readonly instances?: number;
  /** The holder's demand in tokens per minute, by the name of the limit. @default unlimited, as in records of older versions */
  readonly asks?: Readonly<Record<string, number>>;
  /**
   * The tokens that one call of the holder takes, by the name of the limit, for limits that are
   * short and of which it leases less than its fair share. Other holders leave as many in the
   * bucket for it. @default none
   */
  readonly needs?: Readonly<Record<string, number>>;
  /**
   * When the holder may take tokens that others need, by the name of the limit, as it has had its
   * fair share until then: milliseconds since 1970. @default at once
   */
  readonly turns?: Readonly<Record<string, number>>;
  /** The names of the limits for which the holder was refused at its last renewal. @default none */
  readonly short?: readonly string[];
};

/** The part of a bucket that a lease takes: capacity for tokens, and refill in tokens per minute. */
export type LeasePart = {
  readonly capacity: number;
  readonly refillPerMinute: number;
};

/** The limits that apply to a record: those set for the caller or its tier's, and in a shard the part of them that it has leased. */
export function limitsIn(account: Account | undefined, ofTier: readonly Limit[]): readonly Limit[] {
  const limits = boundBy(ofTier, account?.override ?? null);
  if (account === undefined || account.shard === null) return limits;
  const { parts } = account.shard.lease;
  return limits.map((limit) => {
    const { capacity, refillPerMinute } = parts[limit.name] ?? NOTHING;
    const most = Math.max(capacity, shardCapacity(limit, account.shards));
    return { ...limit, capacity, refillPerMinute, most };
  });
}

/** The tokens that each of several shards may lease of a limit where it needs them: half of an equal share. */
export function shardCapacity({ capacity }: Limit, shards: number): number {
  return capacity / (2 * shards);
}

const NOTHING: LeasePart = { capacity: 0, refillPerMinute: 0 };

/** All shards together ask their account once in this time, in milliseconds, as it is one document. */
const ASK_EVERY_MS = 1_000;

/** When a shard asks its account again: milliseconds since 1970; Infinity for a record that is no shard. */
export function asksAtMs({ shard, shards }: Account): number {
  return shard === null ? Infinity : shard.askedAtMs + ASK_EVERY_MS * shards;
}

/** A leased part, with the end of its lease. */
type ExpiringPart = LeasePart & { readonly expiresAtMs: number };

/**
 * The bucket of a limit at a time in milliseconds since 1970, without the leased parts.
 *
 * It fills up to the capacity less the leased capacity; otherwise the leased tokens and those
 * refilled in their place would be more than the capacity. A lease that ends gives its capacity
 * back, and no tokens, as its holder may have spent them all.
 */
export function bucketAt(account: Balances | undefined, limit: Limit, nowMs: number): Bucket {
  const stored = account?.buckets[limit.name];
  if (account === undefined || stored === undefined) return fullBucket(limit, nowMs);
  return bucketsSince(account, limit, { stored, nowMs }).at(-1)?.bucket ?? stored;
}

/** The room that the bucket of a limit had since the account was changed last, the oldest first. */
export function roomsSince(
  account: Balances | undefined,
  limit: Limit,
  nowMs: number,
): readonly Room[] {
  const stored = account?.buckets[limit.name];
  if (account === undefined || stored === undefined) return [];
  return bucketsSince(account, limit, { stored, nowMs }).map(({ fromMs, bucket, size }) => ({
    fromMs,
    tokens: Math.max(0, size.capacity - bucket.tokens),
  }));
}

/** A bucket at each end of a lease since a time, and now, with the time since which it had its size. */
function bucketsSince(
  account: Balances,
  limit: Limit,
  { stored, nowMs }: { readonly stored: Bucket; readonly nowMs: number },
): readonly { readonly fromMs: number; readonly bucket: Bucket; readonly size: BucketSize }[] {
  let bucket: Bucket = { tokens: Math.min(limit.capacity, stored.tokens), at: stored.at };
  const buckets = [];
  for (const { untilMs, size } of course(account, limit, stored.at)) {
    const fromMs = bucket.at;
    const { tokens, at } = refill(bucket, size, Math.min(untilMs, nowMs));
    bucket = { tokens: Math.max(bucket.tokens, tokens), at };
    buckets.push({ fromMs, bucket, size });
    if (untilMs >= nowMs) break;
  }
  return buckets;
}

/** The first time from `nowMs` on at which the bucket holds these tokens if nothing is taken, in milliseconds since 1970; Infinity if never. */
export function bucketHoldsAt(
  account: Balances | undefined,
  limit: Limit,
  wanted: { readonly tokens: number; readonly nowMs: number },
): number {
  const { tokens, nowMs } = wanted;
  let fromMs = nowMs;
  for (const { untilMs, size } of course(account, limit, nowMs)) {
    const atMs = holdsAt(bucketAt(account, limit, fromMs), size, tokens);
    if (atMs <= untilMs) return atMs;
    fromMs = untilMs;
  }
  return Infinity;
}

/** The sizes of a bucket without its leased parts, each with the time until which it has that size: it grows as one lease after the other ends. */
function course(
  account: Balances | undefined,
  limit: Limit,
  fromMs: number,
): readonly { readonly untilMs: number; readonly size: BucketSize }[] {
  const lastFirst = partsOf(account, limit.name, fromMs).toSorted(
    (a, b) => b.expiresAtMs - a.expiresAtMs,
  );
  let leased: LeasePart = NOTHING;
  const fromTheEnd = [{ untilMs: Infinity, size: beside(limit, []) }];
  for (const part of lastFirst) {
    leased = sumOf([leased, part]);
    fromTheEnd.push({ untilMs: part.expiresAtMs, size: beside(limit, [leased]) });
  }
  return fromTheEnd.toReversed();
}

/** The parts of a limit that are leased at a time in milliseconds since 1970. */
export function partsOf(
  account: Pick<Balances, "leases"> | undefined,
  limitName: string,
  nowMs: number,
): readonly ExpiringPart[] {
  return Object.values(account?.leases ?? {}).flatMap(({ expiresAtMs, parts }) => {
    const part = parts[limitName];
    return part === undefined || expiresAtMs <= nowMs ? [] : [{ ...part, expiresAtMs }];
  });
}

/** The size of a bucket without these parts. */
export function beside(limit: BucketSize, parts: readonly LeasePart[]): BucketSize {
  const { capacity, refillPerMinute } = sumOf(parts);
  return {
    capacity: Math.max(0, limit.capacity - capacity),
    refillPerMinute: Math.max(0, limit.refillPerMinute - refillPerMinute),
  };
}

/** The sum of several parts. */
export function sumOf(parts: readonly LeasePart[]): LeasePart {
  const sum = (field: keyof LeasePart) => parts.reduce((total, part) => total + part[field], 0);
  return { capacity: sum("capacity"), refillPerMinute: sum("refillPerMinute") };
}
