/** The upper bound of the first bucket, in milliseconds. */
const FIRST_MS = 0.25;
/** Buckets for each doubling: what is told is above the truth by less than a fifth. */
const PER_DOUBLING = 4;
/** The last bucket holds what took longer than some 17 minutes too. */
const LAST = 88;

/** How often something took how long, in buckets that grow by a fixed factor. */
export class LatencyHistogram {
  readonly #counts: Map<number, number>;

  /** @param entries buckets with their counts */
  constructor(entries: Iterable<readonly [number, number]> = []) {
    this.#counts = new Map(entries);
  }

  /** Buckets with their counts. */
  get entries(): readonly (readonly [number, number])[] {
    return [...this.#counts];
  }

  get count(): number {
    return this.entries.reduce((sum, [, count]) => sum + count, 0);
  }

  add(ms: number): void {
    const bucket = Math.ceil(Math.log2(Math.max(ms, FIRST_MS) / FIRST_MS) * PER_DOUBLING);
    this.#addTo(Math.min(bucket, LAST), 1);
  }

  merge(other: LatencyHistogram): void {
    for (const [bucket, count] of other.entries) this.#addTo(bucket, count);
  }

  /** Milliseconds in which this share of all were done, at most; 0 where there were none. */
  percentile(share: number): number {
    const sorted = this.entries.toSorted(([a], [b]) => a - b);
    let left = share * this.count;
    for (const [bucket, count] of sorted) {
      left -= count;
      if (left <= 0) return Math.round(FIRST_MS * 2 ** (bucket / PER_DOUBLING) * 100) / 100;
    }
    return 0;
  }

  #addTo(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
  }
}
