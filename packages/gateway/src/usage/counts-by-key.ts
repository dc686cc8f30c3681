import { addCounts, type Counts } from "./counts.ts";

/** Most keys; what comes under more is counted under this one. */
const MAX_KEYS = 300;
export const OTHER = "(other)";

/** Counts by a key of which there are few: bounded all the same. */
export class CountsByKey {
  readonly #byKey: Map<string, Counts>;

  constructor(entries: Iterable<readonly [string, Counts]> = []) {
    this.#byKey = new Map(Array.from(entries, ([key, counts]) => [key, { ...counts }] as const));
  }

  get entries(): readonly (readonly [string, Counts])[] {
    return [...this.#byKey];
  }

  add(key: string, counts: Counts): void {
    const known = this.#byKey.get(key);
    if (known !== undefined) return addCounts(known, counts);
    const added = this.#byKey.size < MAX_KEYS ? key : OTHER;
    const sum = this.#byKey.get(added) ?? {};
    addCounts(sum, counts);
    this.#byKey.set(added, sum);
  }

  merge(other: CountsByKey): void {
    for (const [key, counts] of other.entries) this.add(key, counts);
  }
}
