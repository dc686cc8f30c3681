import { formatIndex, type IndexDefinition } from "./index-definition.ts";
import type { CollectionIndexes } from "./collection-indexes.ts";
import { indexNeeds, type IndexedRequest } from "./index-need.ts";
import { neededVectorIndexes } from "./needed-vector-indexes.ts";
import { servedBy } from "./serves.ts";

/** The order of documents by their ids, which needs no index. */
const BY_ID = "__name__";
/** The index of a single field that Firestore keeps by itself. */
const AUTOMATIC = "automatic";

/**
 * The indexes that serve a query that is covered, as text: one for each of its disjunctions.
 * Undefined where several would do together, and Firestore alone knows which it merges.
 */
export function usedIndexes(
  request: IndexedRequest,
  indexes: CollectionIndexes,
): string | undefined {
  const { allDescendants: isGroup = false, findNearest } = request.query;
  if (findNearest !== undefined) return joined(neededVectorIndexes(request).map(formatted));
  const available = isGroup
    ? ({ declared: indexes.groupIndexes, automatic: false } as const)
    : { declared: indexes.indexes, automatic: { except: indexes.unindexed } };
  const serving = indexNeeds(request).map((need) => servedBy(available, need) ?? []);
  if (serving.some(({ length }) => length > 1)) return undefined;
  return joined(
    serving.map(([index]) => {
      if (index === undefined) return BY_ID;
      // No name of a field that no definition has: it may be data.
      return available.declared.includes(index) ? formatted(index) : AUTOMATIC;
    }),
  );
}

function formatted(index: IndexDefinition): string {
  return formatIndex(index).join(", ");
}

function joined(texts: readonly string[]): string {
  return [...new Set(texts)].join(" | ");
}
