import { addCounts, type Counts } from "./counts.ts";

/** Keys that are kept. */
const KEPT = 50;
/** Keys that are counted before they are cut down to those that are kept. */
const MOST = 2 * KEPT;

/**
 * The keys with the most reads among any number of them, in bounded memory: Misra and Gries's
 * summary. A key's reads are never overstated, and understated by at most `missedReads`, which is
 * at most the reads of all keys by {@link KEPT}. As long as there are few keys all is exact.
 *
 * @see https://doi.org/10.1145/2500128 "Mergeable Summaries", for merging
 */
export class FrequentItems {
  readonly #byKey: Map<string, Counts>;
  #missedReads: number;

  constructor(entries: Iterable<readonly [string, Counts]> = [], missedReads = 0) {
    this.#byKey = new Map(Array.from(entries, ([key, counts]) => [key, { ...counts }] as const));
    this.#missedReads = missedReads;
  }

  /** By their reads, the most first. */
  get entries(): readonly (readonly [string, Counts])[] {
    return [...this.#byKey].toSorted((a, b) => readsOf(b) - readsOf(a)).slice(0, KEPT);
  }

  /** The most reads that a key has beyond those that are told of it; or has, where it is not told. */
  get missedReads(): number {
    const left = [...this.#byKey.values()].map(({ reads = 0 }) => reads).toSorted((a, b) => b - a);
    return this.#missedReads + (left[KEPT] ?? 0);
  }

  add(key: string, counts: Counts): void {
    const sum = this.#byKey.get(key) ?? {};
    addCounts(sum, counts);
    this.#byKey.set(key, sum);
    if (this.#byKey.size > MOST) this.#cut();
  }

  merge(other: FrequentItems): void {
    this.#missedReads += other.#missedReads;
    for (const [key, counts] of other.#byKey) this.add(key, counts);
  }

  /** Takes from all keys the reads of the first that is not kept. */
  #cut(): void {
    const sorted = [...this.#byKey].toSorted((a, b) => readsOf(b) - readsOf(a));
    const taken = readsOf(sorted[KEPT] ?? ["", {}]);
    this.#missedReads += taken;
    for (const [index, [key, counts]] of sorted.entries()) {
      if (index >= KEPT) this.#byKey.delete(key);
      else counts.reads = readsOf([key, counts]) - taken;
    }
  }
}

function readsOf([, { reads = 0 }]: readonly [string, Counts]): number {
  return reads;
}
