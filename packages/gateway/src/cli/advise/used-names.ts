import { parsePathPattern } from "../../paths/path-pattern.ts";
import { OTHER } from "../../usage/counts-by-key.ts";
import { parseQueryKey, queryKey, type QueryKey } from "../../usage/query-key.ts";
import { UNKNOWN_INDEX } from "../../usage/usage-totals.ts";
import type { KnownUsage } from "./advised.ts";
import { knownDays } from "./known-days.ts";

/** How often queries of a collection used an index or a field, and how. */
export interface UsedName extends QueryKey {
  readonly calls: number;
}

/** Under these it is counted that something was used, and not what. The last is of older records. */
const NOT_TOLD: ReadonlySet<string> = new Set([OTHER, UNKNOWN_INDEX, "(merged)"]);

/** How many days after the first on which it is declared it may have been. */
export const LATE_DAYS = 2;

/** Which indexes or fields queries used, and since when it is known of each that it could be. */
export class UsedNames {
  readonly #used: readonly UsedName[];
  /** When the days began on which each was declared, by its key. */
  readonly #declared = new Map<string, readonly number[]>();
  readonly #usage: KnownUsage;

  constructor(usage: KnownUsage, group: "index" | "field") {
    const used: UsedName[] = [];
    for (const { fromMs, totals } of usage.days) {
      for (const [key, { calls = 0 }] of totals.groups[group].entries) {
        const name = parseQueryKey(key);
        if (calls > 0) used.push({ ...name, calls });
        if (name.as === undefined) this.#declared.set(key, [...this.#declaredOn(key), fromMs]);
      }
    }
    this.#used = used;
    this.#usage = usage;
  }

  /**
   * For how many days up to now it is known what used this: usage is, and it was declared. It may
   * have been declared as late as at the end of the day after the first.
   */
  daysOf(collection: string, name: string): number {
    const { nowMs, knownDays: known } = this.#usage;
    const declared = knownDays(this.#declaredOn(queryKey(collection, name)), nowMs) - LATE_DAYS;
    return Math.max(0, Math.min(known, declared));
  }

  /**
   * What was used in collections of this id; undefined where not all of it was told apart, or where
   * they may be reached directly.
   */
  usedIn(collectionId: string): readonly UsedName[] | undefined {
    if (this.#usage.isReachedDirectly(collectionId)) return undefined;
    const used = this.#used.filter(({ collection }) => mayHold(collection, collectionId));
    return used.some(({ name }) => NOT_TOLD.has(name)) ? undefined : used;
  }

  #declaredOn(key: string): readonly number[] {
    return this.#declared.get(key) ?? [];
  }
}

/** Whether a pattern's collections may have this id; any may, where it is not known which it is. */
function mayHold(pattern: string | undefined, collectionId: string): boolean {
  const last = pattern === undefined ? undefined : parsePathPattern(pattern).segments.at(-1);
  return last?.kind !== "literal" || last.id === collectionId;
}
