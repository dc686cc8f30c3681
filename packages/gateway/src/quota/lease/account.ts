import type { Limit } from "../limit.ts";
import type { Asked } from "./demand.ts";
import { boundBy, type Override } from "../override.ts";
import { fullBucket, holdsAt, refill, type Bucket, type BucketSize } from "../token-bucket.ts";

/**
 * All that is kept of one caller's quotas: a bucket for each limit, by its name, and what is
 * leased out of them.
 */
export type Account = Balances & {
  /** Limits of the caller's own, in the place of its tier's. */
  readonly override: Override | null;
  /** As if all had been in the last seconds: how many there were, and of how many instances. */
  readonly visits: { readonly count: number; readonly instances: number; readonly atMs: number };
  /** To how many shards instances are to go, as this one document can't carry them all; 1: none. */
  readonly shards: number;
  /** Where this is itself a shard of an account. */
  readonly shard: Shard | null;
  /** From when on it says no more than no account would. */
  readonly expiresAtMs: number | null;
};

/** What a shard has of its account, to lease to its own instances: its limits are no larger than that. */
export type Shard = {
  readonly lease: LeaseRecord;
  /** What its instances were asked, by limit. */
  readonly asked: Readonly<Record<string, Asked>>;
  /** Since when there are as many shards as now: milliseconds since 1970. */
  readonly sinceMs: number;
  /** When its account was asked last, */
  readonly askedAtMs: number;
  /** and the limits of which it had too little then. */
  readonly poor: readonly string[];
  /** Its account says something else by now: it must be asked before anything is leased. */
  readonly isRevoked: boolean;
};

export type Balances = {
  readonly buckets: Readonly<Record<string, { readonly tokens: number; readonly at: number }>>;
  /** By the id of the instance that holds it. */
  readonly leases: Readonly<Record<string, LeaseRecord>>;
};

export type LeaseRecord = {
  /** Which lease of its holder: each has its own number. */
  readonly number: number;
  /** Milliseconds since 1970, by the database's clock. */
  readonly expiresAtMs: number;
  /** By the name of the limit. */
  readonly parts: Readonly<Record<string, LeasePart>>;
  /** About how many instances it is for, where it is a shard's. @default 1 */
  readonly instances?: number;
  /** Tokens a minute that its holder is asked, by limit. @default as many as there are: a record of an older deployment */
  readonly asks?: Readonly<Record<string, number>>;
  /**
   * Tokens that one of its holder's calls takes, by limit: of limits that are short and of which
   * it leases less than its fair share. So many are left in the bucket for it. @default none
   */
  readonly needs?: Readonly<Record<string, number>>;
  /**
   * When its holder may take what others need, by limit: milliseconds since 1970. Until then it
   * has had its fair share. @default at once
   */
  readonly turns?: Readonly<Record<string, number>>;
  /** The limits that its holder was refused for at its last visit. @default none */
  readonly short?: readonly string[];
};

/** A part of a bucket that is somebody else's for a while: tokens, or room for tokens, and the refill that goes with it. */
export type LeasePart = {
  readonly capacity: number;
  readonly refillPerMinute: number;
};

/** The limits that an account is kept by: the caller's own, or its tier's; in a shard, its part of them. */
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

/** What each of so many shards is to have of a limit at least, where it needs it: half of an equal share. */
export function shardCapacity({ capacity }: Limit, shards: number): number {
  return capacity / (2 * shards);
}

const NOTHING: LeasePart = { capacity: 0, refillPerMinute: 0 };

/** How often an account is asked by all its shards together, in milliseconds: it is one document. */
const ASK_EVERY_MS = 1_000;

/** When a shard asks its account again, for more or less than it has. Infinity for what is none. */
export function asksAtMs({ shard, shards }: Account): number {
  return shard === null ? Infinity : shard.askedAtMs + ASK_EVERY_MS * shards;
}

/** A part, and when it comes back. */
type Part = LeasePart & { readonly expiresAtMs: number };

/**
 * The bucket of a limit as it is at a moment, beside what is leased out of it.
 *
 * It fills up to the capacity less what is leased, or leased tokens and those refilled behind
 * them would add up to more than the capacity. A lease that ends gives room, and no tokens: its
 * holder may have spent them all.
 */
export function bucketAt(account: Balances | undefined, limit: Limit, nowMs: number): Bucket {
  const stored = account?.buckets[limit.name];
  if (account === undefined || stored === undefined) return fullBucket(limit, nowMs);
  let bucket: Bucket = { tokens: Math.min(limit.capacity, stored.tokens), at: stored.at };
  for (const { untilMs, size } of course(account, limit, stored.at)) {
    const { tokens, at } = refill(bucket, size, Math.min(untilMs, nowMs));
    bucket = { tokens: Math.max(bucket.tokens, tokens), at };
    if (untilMs >= nowMs) break;
  }
  return bucket;
}

/** The first moment from `nowMs` on at which the bucket holds that many tokens if nothing happens; Infinity if never. */
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

/** The size of a bucket beside its leases, from a moment on: it grows as they end, one after the other. */
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

/** What is leased of a limit at a moment. */
export function partsOf(
  account: Pick<Balances, "leases"> | undefined,
  limitName: string,
  nowMs: number,
): readonly Part[] {
  return Object.values(account?.leases ?? {}).flatMap(({ expiresAtMs, parts }) => {
    const part = parts[limitName];
    return part === undefined || expiresAtMs <= nowMs ? [] : [{ ...part, expiresAtMs }];
  });
}

/** The size of what is left of a bucket. */
export function beside(limit: BucketSize, parts: readonly LeasePart[]): BucketSize {
  const { capacity, refillPerMinute } = sumOf(parts);
  return {
    capacity: Math.max(0, limit.capacity - capacity),
    refillPerMinute: Math.max(0, limit.refillPerMinute - refillPerMinute),
  };
}

/** Several parts as one. */
export function sumOf(parts: readonly LeasePart[]): LeasePart {
  const sum = (of: keyof LeasePart) => parts.reduce((total, part) => total + part[of], 0);
  return { capacity: sum("capacity"), refillPerMinute: sum("refillPerMinute") };
}
