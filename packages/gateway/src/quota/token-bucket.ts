/** How much a bucket holds at most, and how fast it fills. */
export interface BucketSize {
  /** Tokens, > 0. */
  readonly capacity: number;
  /** Tokens per minute, ≥ 0. */
  readonly refillPerMinute: number;
}

/** A token bucket as it was at a moment; what it holds later follows from its size. */
export interface Bucket {
  /** A float: flooring it at each refill would lose a third of 500 tokens a second. Negative: a debt. */
  readonly tokens: number;
  /** Whole milliseconds since 1970, by the database's clock. */
  readonly at: number;
}

const MS_PER_MINUTE = 60_000;
/** The last moment that a Date can say: whatever comes later never comes. */
const NEVER_MS = 8.64e15;

/** A bucket that nobody has spent from. */
export function fullBucket(size: BucketSize, nowMs: number): Bucket {
  return { tokens: size.capacity, at: nowMs };
}

/**
 * The same bucket, later. A clock that went back changes nothing: no tokens are lost, and `at`
 * stays, or the time between would be refilled twice (9.5 times the limit, with two clocks 2 s
 * apart).
 */
export function refill(bucket: Bucket, size: BucketSize, nowMs: number): Bucket {
  const elapsedMs = Math.max(0, nowMs - bucket.at);
  const tokens = bucket.tokens + (elapsedMs * size.refillPerMinute) / MS_PER_MINUTE;
  return { tokens: Math.min(size.capacity, tokens), at: Math.max(bucket.at, nowMs) };
}

/** Takes tokens, whether they are there or not: what is missing becomes a debt. A negative amount gives back, up to the capacity. */
export function take(bucket: Bucket, size: BucketSize, amount: number): Bucket {
  return { tokens: Math.min(size.capacity, bucket.tokens - amount), at: bucket.at };
}

/** The first moment, in whole milliseconds, at which the bucket holds that many tokens; Infinity if never. */
export function holdsAt(bucket: Bucket, size: BucketSize, tokens: number): number {
  const missing = tokens - bucket.tokens;
  if (missing <= 0) return bucket.at;
  if (tokens > size.capacity || size.refillPerMinute === 0) return Infinity;
  let atMs = bucket.at + Math.ceil((missing * MS_PER_MINUTE) / size.refillPerMinute);
  if (atMs > NEVER_MS) return Infinity;
  // Rounding may put the quotient a millisecond to either side of what refill() will say.
  const holds = (ms: number) => refill(bucket, size, ms).tokens >= tokens;
  while (!holds(atMs)) atMs += 1;
  while (holds(atMs - 1)) atMs -= 1;
  return atMs;
}
