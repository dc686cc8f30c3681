import { addCounts, type Counts } from "./counts.ts";

/** What the counts of a key take when they are stored, in characters. */
const COUNTS_CHARACTERS = 80;
/** How much more there may be for what is counted under names of what is left out. */
const ROOM_FOR_OTHERS = 1.25;
export const OTHER = "(other)";

/** How much is kept, in characters as stored. */
const DEFAULT_MAX_CHARACTERS = 40_000;

/** Counts by a key of which there are few: bounded all the same. */
export class CountsByKey {
  readonly #byKey = new Map<string, Counts>();
  readonly #maxCharacters: number;
  #characters = 0;

  constructor(
    entries: Iterable<readonly [string, Counts]> = [],
    maxCharacters = DEFAULT_MAX_CHARACTERS,
  ) {
    this.#maxCharacters = maxCharacters;
    for (const [key, counts] of entries) this.#set(key, { ...counts });
  }

  get entries(): readonly (readonly [string, Counts])[] {
    return [...this.#byKey];
  }

  /**
   * Adds to what was counted under the key. That there is one may be all that is known of it.
   *
   * @param other the name of what there is no more room for @default {@link OTHER}
   */
  add(key: string, counts: Counts, other = OTHER): void {
    const added = this.#has(key, 1) ? key : this.#has(other, ROOM_FOR_OTHERS) ? other : OTHER;
    const known = this.#byKey.get(added);
    if (known !== undefined) return addCounts(known, counts);
    const sum: Counts = {};
    addCounts(sum, counts);
    this.#set(added, sum);
  }

  /** @param otherOf the name of a key there is no more room for */
  merge(entries: CountsByKey["entries"], otherOf: (key: string) => string = () => OTHER): void {
    for (const [key, counts] of entries) this.add(key, counts, otherOf(key));
  }

  #has(key: string, room: number): boolean {
    if (this.#byKey.has(key)) return true;
    return this.#characters + charactersOf(key) <= this.#maxCharacters * room;
  }

  #set(key: string, counts: Counts): void {
    this.#byKey.set(key, counts);
    this.#characters += charactersOf(key);
  }
}

function charactersOf(key: string): number {
  return key.length + COUNTS_CHARACTERS;
}
