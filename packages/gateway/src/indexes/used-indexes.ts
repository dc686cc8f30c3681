import { indexName } from "./index-name.ts";
import type { IndexDefinition } from "./index-definition.ts";
import type { CollectionIndexes } from "./collection-indexes.ts";
import { indexNeeds, type IndexedRequest, type IndexNeed } from "./index-need.ts";
import { declaredVectorIndex, neededVectorIndexes } from "./needed-vector-indexes.ts";
import { servedBy } from "./serves.ts";

/** The order of documents by their ids, which needs no index. */
const BY_ID = "__name__";
/** The indexes of single fields that Firestore keeps by itself. */
const AUTOMATIC = "automatic";

/** An index that serves a query. */
export interface UsedIndex {
  /** As {@link indexName} has it; `automatic` for single fields' own, `__name__` for none. */
  readonly name: string;
  /**
   * How many of its last fields the query is ordered by, the others being looked up; `merged`
   * where Firestore may have merged it with others, and alone knows which it did.
   */
  readonly as: number | "merged";
}

/** The indexes that serve a query that is covered, for each of its disjunctions, each once. */
export function usedIndexes(
  request: IndexedRequest,
  indexes: CollectionIndexes,
): readonly UsedIndex[] {
  const { allDescendants: isGroup = false, findNearest } = request.query;
  const declared = isGroup ? indexes.groupIndexes : indexes.indexes;
  if (findNearest !== undefined) {
    const needed = neededVectorIndexes(request);
    return distinct(
      needed.map((index) => ({
        name: indexName(declaredVectorIndex(index, declared) ?? index, isGroup),
        as: 0,
      })),
    );
  }
  const automatic = isGroup ? (false as const) : { except: indexes.unindexed };
  return distinct(
    indexNeeds(request).flatMap((need) => {
      const serving = servedBy({ declared, automatic }, need) ?? [];
      return serving.length === 0
        ? { name: BY_ID, as: 0 }
        : serving.map((index) => usedAs(index, { need, declared, isGroup, of: serving.length }));
    }),
  );
}

interface Serving {
  readonly need: IndexNeed;
  readonly declared: readonly IndexDefinition[];
  readonly isGroup: boolean;
  /** How many indexes serve the need together. */
  readonly of: number;
}

function usedAs(index: IndexDefinition, { need, declared, isGroup, of }: Serving): UsedIndex {
  // No name of a field that no definition has: it may be data.
  if (!declared.includes(index)) return { name: AUTOMATIC, as: 0 };
  return { name: indexName(index, isGroup), as: of > 1 ? "merged" : need.suffix.length };
}

function distinct(used: readonly UsedIndex[]): readonly UsedIndex[] {
  return [...new Map(used.map((one) => [`${one.name} ${String(one.as)}`, one])).values()];
}
