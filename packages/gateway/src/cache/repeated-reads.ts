/** How long after a read the same one is repeated, in milliseconds: the age that a cache may have. */
export const REPEATED_WITHIN_MS = 10_000;
/** Most reads that are remembered, and the longest key of one. */
const MAX_KNOWN = 5_000;
const MAX_KEY_LENGTH = 300;

/**
 * Which reads a cache of 10 s would have saved this instance: the same was read so shortly before,
 * and this instance has not written to it since. What is forgotten, since there was too much, counts
 * as not repeated.
 */
export class RepeatedReads {
  /** When each was read last that was not repeated, in that order. */
  readonly #readAtMs = new Map<string, number>();
  readonly #monotonic: () => number;

  /** @param monotonic milliseconds on a clock that never goes back */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Remembers a read. @returns whether it repeats another */
  isRepeated(key: string, writtenAtMs: number): boolean {
    if (key.length > MAX_KEY_LENGTH) return false;
    const nowMs = this.#monotonic();
    const readAtMs = this.#readAtMs.get(key) ?? -Infinity;
    if (nowMs - readAtMs < REPEATED_WITHIN_MS && readAtMs > writtenAtMs) return true;
    this.#readAtMs.delete(key);
    this.#readAtMs.set(key, nowMs);
    if (this.#readAtMs.size > MAX_KNOWN) this.#forgetFirst();
    return false;
  }

  #forgetFirst(): void {
    const [first] = this.#readAtMs.keys();
    if (first !== undefined) this.#readAtMs.delete(first);
  }
}
