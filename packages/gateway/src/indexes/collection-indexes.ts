import { formatFieldPath, type FieldPath } from "../paths/field-path.ts";
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

/**
 * The indexes of all collections of an id: Firestore keeps them by id, whatever the path. Field
 * paths are text.
 */
export interface CollectionIndexes {
  readonly indexes: readonly IndexDefinition[];
  readonly groupIndexes: readonly IndexDefinition[];
  readonly unindexed: readonly string[];
  readonly ttl?: string;
}

/** The indexes of a collection whose id no definition names: the automatic ones alone. */
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
  const byId = Map.groupBy(definitions, ({ collectionId }) => collectionId);
  return new Map(
    [...byId].flatMap(([id, declared]) =>
      id === undefined ? [] : [[id, join(declared)] as const],
    ),
  );
}

function join(declared: readonly DeclaredIndexes[]): CollectionIndexes {
  const [first] = declared;
  const other = declared.find((definition) => ttlOf(definition) !== ttlOf(first));
  if (first !== undefined && other !== undefined) {
    throw new Error(
      `${JSON.stringify(first.path)} and ${JSON.stringify(other.path)} have the ttl ` +
        `${ttlOf(first) ?? "none"} and ${ttlOf(other) ?? "none"}; Firestore has one for all ` +
        "collections of an id, so declare the same in both",
    );
  }
  const ttl = ttlOf(first);
  return {
    indexes: declared.flatMap(({ indexes }) => indexes),
    groupIndexes: declared.flatMap(({ groupIndexes }) => groupIndexes),
    unindexed: declared.flatMap(({ unindexed }) =>
      unindexed.map((field) => formatFieldPath(field)),
    ),
    ...(ttl !== undefined && { ttl }),
  };
}

function ttlOf(declared: DeclaredIndexes | undefined): string | undefined {
  return declared?.ttl && formatFieldPath(declared.ttl);
}
