import fc from "fast-check";
import type { CollectionDefinition } from "../src/collection/collection.ts";
import type { Who } from "../src/testing/memory-caller.ts";
import type { Fields } from "../src/values/value.ts";
import type { Guesses } from "./question.arbitrary.ts";
import type { Documents } from "./twin-databases.ts";

/** A caller, and two databases that it must not be able to tell from each other. */
export interface Situation {
  readonly collections: readonly CollectionDefinition[];
  readonly who: Who | null;
  readonly guesses: Guesses;
  /** Two databases that look alike to the caller. */
  readonly twins: fc.Arbitrary<readonly [Documents, Documents]>;
}

export const NOW = "2026-01-01T00:00:00.000000Z";
export const IDS = ["a", "b", "c", "d", "e"] as const;

/** A pair at each id; null where there is no document. */
export function placed(
  collection: string,
  twins: fc.Arbitrary<readonly [Fields | null, Fields | null]>,
): Situation["twins"] {
  return fc.tuple(...IDS.map(() => twins)).map((pairs) => {
    const side = (index: 0 | 1) =>
      Object.fromEntries(
        pairs.flatMap((pair, at) => {
          const fields = pair[index];
          return fields === null ? [] : [[`${collection}/${String(IDS[at])}`, fields]];
        }),
      );
    return [side(0), side(1)] as const;
  });
}
