import { addCounts, type Counts } from "./counts.ts";

/** Keys that are kept. */
const KEPT = 50;
/** Keys that are counted before they are cut down to those that are kept. */
const MOST = 2 * KEPT;

/**
 * The keys with the most of one count among any number of them, in bounded memory: Misra and
 * Gries's summary. That count of a key is never overstated, and understated by at most `missed`,
 * which is at most that of all keys by {@link KEPT}. As long as there are few keys all is exact.
 *
 * @see https://doi.org/10.1145/2500128 "Mergeable Summaries", for merging
 */
export class FrequentItems {
  readonly #byKey: Map<string, Counts>;
  readonly #by: keyof Counts;
  #missed: number;

  constructor(
    entries: Iterable<readonly [string, Counts]> = [],
    missed = 0,
    by: keyof Counts = "reads",
  ) {
    this.#byKey = new Map(Array.from(entries, ([key, counts]) => [key, { ...counts }] as const));
    this.#missed = missed;
    this.#by = by;
  }

  /** By their count, the most first. */
  get entries(): readonly (readonly [string, Counts])[] {
    return this.#sorted.slice(0, KEPT);
  }

  /** The most that a key has beyond what is told of it; or has, where it is not told. */
  get missed(): number {
    return this.#missed + this.#countOf(this.#sorted[KEPT]);
  }

  add(key: string, counts: Counts): void {
    const known = this.#byKey.get(key);
    const sum = known ?? {};
    addCounts(sum, counts);
    if (known !== undefined) return;
    this.#byKey.set(key, sum);
    if (this.#byKey.size > MOST) this.#cut();
  }

  merge(other: FrequentItems): void {
    this.#missed += other.#missed;
    for (const [key, counts] of other.#byKey) this.add(key, counts);
  }

  get #sorted(): readonly (readonly [string, Counts])[] {
    return [...this.#byKey].toSorted((a, b) => this.#countOf(b) - this.#countOf(a));
  }

  /** Takes from all keys the count of the first that is not kept. */
  #cut(): void {
    const sorted = this.#sorted;
    const taken = this.#countOf(sorted[KEPT]);
    this.#missed += taken;
    for (const [index, [key, counts]] of sorted.entries()) {
      if (index >= KEPT) this.#byKey.delete(key);
      else counts[this.#by] = this.#countOf([key, counts]) - taken;
    }
  }

  #countOf(entry: readonly [string, Counts] | undefined): number {
    return entry?.[1][this.#by] ?? 0;
  }
}
