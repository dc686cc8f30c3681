import { formatFieldPath } from "../contract/field-path.ts";
import type { FieldPath } from "../contract/value.ts";
import type { IndexDefinition } from "./index-definition.ts";

/** What a collection's definition says of indexes. */
export interface DeclaredIndexes {
  readonly path: string;
  readonly collectionId?: string;
  readonly indexes: readonly IndexDefinition[];
  readonly groupIndexes: readonly IndexDefinition[];
  readonly unindexed: readonly FieldPath[];
  readonly ttl?: FieldPath;
}

/** The indexes of all collections of an id: Firestore keeps them by id, whatever the path. */
export type CollectionIndexes = Omit<DeclaredIndexes, "path" | "collectionId">;

/** Of collections whose definition does not name their id: nothing but what is automatic. */
export const AUTOMATIC_INDEXES: CollectionIndexes = {
  indexes: [],
  groupIndexes: [],
  unindexed: [],
};

/**
 * What the definitions say together, by the collections' id.
 *
 * @throws Error where one definition would have the documents of another deleted by its TTL
 */
export function indexesById(
  definitions: readonly DeclaredIndexes[],
): ReadonlyMap<string, CollectionIndexes> {
  const byId = new Map<string, DeclaredIndexes>();
  for (const definition of definitions) {
    if (definition.collectionId === undefined) continue;
    const before = byId.get(definition.collectionId);
    byId.set(definition.collectionId, before ? join(before, definition) : definition);
  }
  return byId;
}

function join(a: DeclaredIndexes, b: DeclaredIndexes): DeclaredIndexes {
  if (ttlOf(a) !== ttlOf(b)) {
    throw new Error(
      `${JSON.stringify(a.path)} and ${JSON.stringify(b.path)} have the ttl ${ttlOf(a)} and ${ttlOf(b)}; ` +
        "Firestore has one for all collections of an id, so declare the same in both",
    );
  }
  return {
    ...a,
    indexes: [...a.indexes, ...b.indexes],
    groupIndexes: [...a.groupIndexes, ...b.groupIndexes],
    unindexed: [...a.unindexed, ...b.unindexed],
  };
}

function ttlOf({ ttl }: DeclaredIndexes): string {
  return ttl === undefined ? "none" : formatFieldPath(ttl);
}
