import type { Limit } from "../limit.ts";
import type { Refusal } from "../quota.ts";
import { longest, refusalOf } from "../refusal.ts";
import type { Debit } from "../spending.ts";
import { fullBucket, holdsAt, refill, take, type Bucket } from "../token-bucket.ts";

/**
 * What a caller that nobody knows pays for calls that fail, in the memory of one instance: junk
 * from a thousand addresses must not cost a thousand writes. Each limit has a bucket of its own
 * here; what is missing in it goes along when the caller's account is visited for another reason.
 */
export class JunkMeter {
  readonly #buckets = new Map<string, { readonly limit: Limit; bucket: Bucket }>();

  /** Takes all of the debits, or none and says why. Times are monotonic. */
  pay(debits: readonly Debit[], nowMs: number): Refusal | undefined {
    const refusals = debits.flatMap(({ limit, amount }) => {
      const atMs = holdsAt(this.#bucket(limit, nowMs), limit, amount);
      return atMs <= nowMs ? [] : [refusalOf(limit, "QUOTA_EXCEEDED", Math.ceil(atMs - nowMs))];
    });
    if (refusals.length > 0) return longest(refusals);
    for (const { limit, amount } of debits) {
      const bucket = take(this.#bucket(limit, nowMs), limit, amount);
      this.#buckets.set(limit.name, { limit, bucket });
    }
    return undefined;
  }

  /** What has been paid here and nowhere else, by limit, and from now on is paid elsewhere. */
  drain(nowMs: number): ReadonlyMap<string, number> {
    const paid = [...this.#buckets].map(
      ([name, { limit }]) => [name, limit.capacity - this.#bucket(limit, nowMs).tokens] as const,
    );
    this.#buckets.clear();
    return new Map(paid.filter(([, amount]) => amount > 0));
  }

  #bucket(limit: Limit, nowMs: number): Bucket {
    const known = this.#buckets.get(limit.name);
    return known === undefined ? fullBucket(limit, nowMs) : refill(known.bucket, limit, nowMs);
  }
}
