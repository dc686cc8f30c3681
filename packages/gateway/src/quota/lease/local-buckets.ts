import type { Limit } from "../limit.ts";
import type { Debit } from "../spending.ts";
import { holdsAt, refill, take, type Bucket } from "../token-bucket.ts";

const MS_PER_MINUTE = 60_000;

/** How the bucket of a limit fills in the memory of one instance. */
interface Filling {
  /** The part of the limit's capacity that it holds at most, above 0 and up to 1. */
  readonly part: number;
  /** The same bucket at a later time, in milliseconds on the monotonic clock. */
  readonly refill: (bucket: Bucket, limit: Limit, nowMs: number) => Bucket;
}

/** Fills evenly, as the limit's own bucket does. */
export const EVENLY: Filling = { part: 1, refill };

/** Holds half of the limit, and is filled at once whenever the time that the limit takes to fill is over. */
export const HALF_AT_ONCE: Filling = {
  part: 1 / 2,
  refill: (bucket, { capacity, refillPerMinute }, nowMs) => {
    const filledAtMs = bucket.at + (capacity / refillPerMinute) * MS_PER_MINUTE;
    return nowMs < filledAtMs ? bucket : { tokens: capacity / 2, at: nowMs };
  },
};

/**
 * Buckets that one instance keeps in memory, one for each limit, to admit calls that no account is
 * asked about. All times are in milliseconds on the instance's monotonic clock.
 */
export class LocalBuckets {
  readonly #filling: Filling;
  readonly #buckets = new Map<string, { readonly limit: Limit; bucket: Bucket }>();

  constructor(filling: Filling) {
    this.#filling = filling;
  }

  /** Takes all of the debits, or none. @returns The debits that their buckets can't pay. */
  take(debits: readonly Debit[], nowMs: number): readonly Debit[] {
    const short = debits.filter(({ limit, amount }) => this.#bucket(limit, nowMs).tokens < amount);
    if (short.length > 0) return short;
    for (const { limit, amount } of debits) {
      const bucket = take(this.#bucket(limit, nowMs), limit, amount);
      this.#buckets.set(limit.name, { limit, bucket });
    }
    return short;
  }

  /** In how many milliseconds an evenly filled bucket can pay a debit. */
  waitMs({ limit, amount }: Debit, nowMs: number): number {
    return Math.ceil(holdsAt(this.#bucket(limit, nowMs), limit, amount) - nowMs);
  }

  /** Empties the buckets. @returns What each lacked of being full, by limit: what was taken and has not come back. */
  drain(nowMs: number): ReadonlyMap<string, number> {
    const taken = [...this.#buckets].map(([name, { limit }]) => {
      const full = limit.capacity * this.#filling.part;
      return [name, full - this.#bucket(limit, nowMs).tokens] as const;
    });
    this.#buckets.clear();
    return new Map(taken.filter(([, amount]) => amount > 0));
  }

  #bucket(limit: Limit, nowMs: number): Bucket {
    const known = this.#buckets.get(limit.name);
    if (known === undefined) return { tokens: limit.capacity * this.#filling.part, at: nowMs };
    return this.#filling.refill(known.bucket, limit, nowMs);
  }
}
