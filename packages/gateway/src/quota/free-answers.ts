import { fullBucket, refill, take, type Bucket } from "./token-bucket.ts";

/** The bucket of one caller on one instance. */
const SIZE = { capacity: 60, refillPerMinute: 60 };

/**
 * Limits the answers that one instance gives for free to callers who ask for their quota and have
 * none left: for each caller, 60 at once and one a second.
 */
export class FreeAnswers {
  readonly #buckets = new WeakMap<object, Bucket>();

  /** Takes one answer of a caller. @param nowMs - By the monotonic clock. @returns Whether there was one. */
  take(caller: object, nowMs: number): boolean {
    const bucket = refill(this.#buckets.get(caller) ?? fullBucket(SIZE, nowMs), SIZE, nowMs);
    const isThere = bucket.tokens >= 1;
    this.#buckets.set(caller, isThere ? take(bucket, SIZE, 1) : bucket);
    return isThere;
  }
}
