import { fullBucket, refill, take, type Bucket } from "./token-bucket.ts";

/** Calls of one caller, on one instance, that are answered though nobody pays for them. */
const SIZE = { capacity: 60, refillPerMinute: 60 };

/**
 * How often callers who have nothing left are told so on one instance: 60 times at once and once a
 * second, in memory. Nobody is exempt from a limit.
 */
export class FreeAnswers {
  readonly #buckets = new WeakMap<object, Bucket>();

  /** Takes one, if there is one. @param of - The caller. @param nowMs - Monotonic. */
  take(of: object, nowMs: number): boolean {
    const bucket = refill(this.#buckets.get(of) ?? fullBucket(SIZE, nowMs), SIZE, nowMs);
    const isThere = bucket.tokens >= 1;
    this.#buckets.set(of, isThere ? take(bucket, SIZE, 1) : bucket);
    return isThere;
  }
}
