import type { CollectionIndexes } from "./collection-indexes.ts";
import { formatIndex, nameDirection, type IndexDefinition } from "./index-definition.ts";
import { indexNeeds, type IndexedRequest, type IndexNeed } from "./index-need.ts";
import { serves, type AvailableIndexes } from "./serves.ts";
import { declaredVectorIndex, neededVectorIndexes } from "./needed-vector-indexes.ts";

/** What to change in a collection's file for a query to be served. */
export interface MissingIndex {
  /** The option to add the index to; or `unindexed`, to take the field out of. */
  readonly option: "indexes" | "groupIndexes" | "unindexed";
  readonly index: readonly string[];
}

/**
 * What is missing for the query, as it is after policy, to be served in production; nothing where
 * it is covered. Stricter than Firestore where its rules are not documented.
 *
 * @throws Unindexable where no index could serve it
 */
export function missingIndexes(
  request: IndexedRequest,
  indexes: CollectionIndexes,
): readonly MissingIndex[] {
  const { allDescendants: isGroup = false, findNearest } = request.query;
  const available: AvailableIndexes = isGroup
    ? { declared: indexes.groupIndexes, automatic: false }
    : { declared: indexes.indexes, automatic: { except: indexes.unindexed } };
  const wanted =
    findNearest === undefined
      ? indexNeeds(request)
          .filter((need) => !serves(available, need))
          .map(suggestIndex)
      : neededVectorIndexes(request).filter(
          (index) => declaredVectorIndex(index, available.declared) === undefined,
        );
  const missing = wanted.map((index) => toMissing(index, isGroup));
  return [...new Map(missing.map((item) => [JSON.stringify(item), item])).values()];
}

/** The one index that serves the need by itself. */
function suggestIndex(need: IndexNeed): IndexDefinition {
  const { equalities, array, suffix } = need;
  const index: IndexDefinition = [
    ...(array === undefined ? [] : [{ field: array, mode: "array-contains" } as const]),
    ...equalities.map((field) => ({ field, mode: "asc" }) as const),
    ...suffix,
  ];
  return nameDirection(index) === need.nameDirection
    ? index
    : [...index, { field: "__name__", mode: need.nameDirection }];
}

function toMissing(index: IndexDefinition, isGroup: boolean): MissingIndex {
  if (isGroup) return { option: "groupIndexes", index: formatIndex(index) };
  const [first, ...rest] = index;
  return first !== undefined && rest.length === 0 && typeof first.mode !== "number"
    ? { option: "unindexed", index: [first.field] }
    : { option: "indexes", index: formatIndex(index) };
}
