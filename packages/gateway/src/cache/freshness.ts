/** An answer of the store, and when it was true. */
export interface CachedAnswer<T> {
  readonly value: T;
  /**
   * When its read was sent, on this instance's monotonic clock, in milliseconds: Firestore's
   * reads see every write acknowledged before they are sent, so it was true then or later.
   */
  readonly sentAtMs: number;
  /** Firestore's time of the read. It shows every write committed at that time or before. */
  readonly readTime: string;
}

/** What a reader accepts of an answer that was not read for it. */
export interface Freshness {
  /** How long before the reader came it may have been sent for; 0: nothing will do. */
  readonly maxAgeMs: number;
  /** Firestore's time of a write that it has to show, RFC 3339 in the form of `readTime`. */
  readonly notBefore?: string | undefined;
  /**
   * When this instance last wrote what is asked for, on its monotonic clock, in milliseconds: a read
   * that was not sent after it may not show it. @default -Infinity
   */
  readonly writtenAtMs?: number;
}

/**
 * Whether an answer will do for a reader that came at `cameAtMs`.
 *
 * Ages are told by the monotonic clock of one instance, and Firestore's times are compared with
 * Firestore's times only, so no skew between clocks can make an old answer pass. What is read
 * after the reader came needs no check: it is what the reader would have got without a cache.
 */
export function isFresh(
  { sentAtMs, readTime }: Omit<CachedAnswer<unknown>, "value">,
  { maxAgeMs, notBefore, writtenAtMs = -Infinity }: Freshness,
  cameAtMs: number,
): boolean {
  if (cameAtMs - sentAtMs >= maxAgeMs || sentAtMs <= writtenAtMs) return false;
  return notBefore === undefined || readTime >= notBefore;
}
