/** The capacity and the refill rate of a bucket. */
export interface BucketSize {
  /** Tokens, > 0. */
  readonly capacity: number;
  /** Tokens per minute, ≥ 0. */
  readonly refillPerMinute: number;
}

/** A token bucket at a time. What it holds later follows from its size. */
export interface Bucket {
  /** Below 0, a debt. A float, as rounding at each refill would lose a third of 500 tokens a second. */
  readonly tokens: number;
  /** The time: whole milliseconds since 1970, by the database's clock; in memory, milliseconds on the monotonic clock. */
  readonly at: number;
}

const MS_PER_MINUTE = 60_000;
/** The last time that a Date can have, in milliseconds since 1970; later is never. */
const NEVER_MS = 8.64e15;

/** A full bucket. */
export function fullBucket(size: BucketSize, nowMs: number): Bucket {
  return { tokens: size.capacity, at: nowMs };
}

/**
 * The bucket at a later time. A clock that went back changes nothing: no tokens are lost, and `at`
 * stays, as otherwise the time between would be refilled twice (9.5 times the limit, with two
 * clocks 2 s apart).
 */
export function refill(bucket: Bucket, size: BucketSize, nowMs: number): Bucket {
  const elapsedMs = Math.max(0, nowMs - bucket.at);
  const tokens = bucket.tokens + (elapsedMs * size.refillPerMinute) / MS_PER_MINUTE;
  return { tokens: Math.min(size.capacity, tokens), at: Math.max(bucket.at, nowMs) };
}

/** Takes tokens; those that are missing become a debt. A negative amount gives tokens back, up to the capacity. */
export function take(bucket: Bucket, size: BucketSize, amount: number): Bucket {
  return { tokens: Math.min(size.capacity, bucket.tokens - amount), at: bucket.at };
}

/** The first time, in whole milliseconds, at which the bucket holds these tokens; Infinity if never. */
export function holdsAt(bucket: Bucket, size: BucketSize, tokens: number): number {
  const missing = tokens - bucket.tokens;
  if (missing <= 0) return bucket.at;
  if (tokens > size.capacity || size.refillPerMinute === 0) return Infinity;
  let atMs = bucket.at + Math.ceil((missing * MS_PER_MINUTE) / size.refillPerMinute);
  if (atMs > NEVER_MS) return Infinity;
  // Rounding may put the quotient a millisecond to either side of the time at which refill() has them.
  const holds = (ms: number) => refill(bucket, size, ms).tokens >= tokens;
  while (!holds(atMs)) atMs += 1;
  while (holds(atMs - 1)) atMs -= 1;
  return atMs;
}
