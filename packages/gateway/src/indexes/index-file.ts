import type { CollectionIndexes } from "./collection-indexes.ts";
import {
  formatIndex,
  isVector,
  parseIndex,
  type IndexDefinition,
  type IndexMode,
} from "./index-definition.ts";
import { isAtOrBelow } from "./is-at-or-below.ts";

/** What firestore.indexes.json holds. @see https://firebase.google.com/docs/reference/firestore/indexes */
export interface IndexFile {
  readonly indexes: readonly CompositeIndex[];
  readonly fieldOverrides: readonly FieldOverride[];
}

type QueryScope = "COLLECTION" | "COLLECTION_GROUP";
type Mode =
  | { readonly order: "ASCENDING" | "DESCENDING" }
  | { readonly arrayConfig: "CONTAINS" }
  | { readonly vectorConfig: { readonly dimension: number; readonly flat: object } };

interface CompositeIndex {
  readonly collectionGroup: string;
  readonly queryScope: QueryScope;
  readonly fields: readonly ({ readonly fieldPath: string } & Mode)[];
}

interface FieldOverride {
  readonly collectionGroup: string;
  readonly fieldPath: string;
  readonly ttl: boolean;
  /** All indexes of the field: those that are not listed are not kept, automatic ones too. */
  readonly indexes: readonly ({ readonly queryScope: QueryScope } & Mode)[];
}

/** The top-level collections that the gateway's own records are in, by their ids. */
export interface OwnRecords {
  /** Those of which nothing is ever asked but by id. */
  readonly byId: readonly string[];
  /** Those of audit trails. */
  readonly audits: readonly string[];
}

/** The timestamp field at which Firestore deletes a record of the gateway's own. */
const OWN_TTL_FIELD = "expiresAt";

/**
 * The index file of the collections by id, and of those that the gateway's own records are in. The
 * same for the same definitions.
 */
export function indexFile(
  byId: ReadonlyMap<string, CollectionIndexes>,
  own: OwnRecords,
): IndexFile {
  const collections = [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    indexes: [
      ...own.audits.flatMap((id) => composites(id, "COLLECTION", AUDIT_INDEXES)),
      ...collections.flatMap(([id, { indexes, groupIndexes }]) => [
        ...composites(id, "COLLECTION", indexes),
        ...composites(id, "COLLECTION_GROUP", groupIndexes),
      ]),
    ],
    fieldOverrides: [
      ...[...own.byId, ...own.audits].toSorted().flatMap(ownOverrides),
      ...collections.flatMap(([id, indexes]) => overrides(id, indexes)),
    ],
  };
}

function composites(
  collectionGroup: string,
  queryScope: QueryScope,
  indexes: readonly IndexDefinition[],
): readonly CompositeIndex[] {
  return distinct(indexes)
    .filter((index) => index.length > 1 || isVector(index))
    .map((index) => ({
      collectionGroup,
      queryScope,
      fields: index.map(({ field, mode }) => ({ fieldPath: field, ...modeOf(mode) })),
    }));
}

function overrides(
  collectionGroup: string,
  { groupIndexes, unindexed, ttl }: CollectionIndexes,
): readonly FieldOverride[] {
  const ofGroup = distinct(groupIndexes)
    .filter((index) => index.length === 1 && !isVector(index))
    .flat();
  const fields = new Set([
    ...unindexed,
    ...(ttl === undefined ? [] : [ttl]),
    ...ofGroup.map(({ field }) => field),
  ]);
  return [...fields].toSorted().map((fieldPath) => ({
    collectionGroup,
    fieldPath,
    ttl: fieldPath === ttl,
    indexes: [
      ...(unindexed.some((exempt) => isAtOrBelow(fieldPath, exempt)) ? [] : AUTOMATIC),
      ...ofGroup
        .filter(({ field }) => field === fieldPath)
        .map(({ mode }) => ({ queryScope: "COLLECTION_GROUP", ...modeOf(mode) }) as const),
    ],
  }));
}

/** An override drops the automatic indexes that it does not repeat. */
const AUTOMATIC = [
  { queryScope: "COLLECTION", order: "ASCENDING" },
  { queryScope: "COLLECTION", order: "DESCENDING" },
  { queryScope: "COLLECTION", arrayConfig: "CONTAINS" },
] as const;

/** By what entries are found: the latest of a document or of what admins command, and of a caller. */
const AUDIT_INDEXES = [
  ["subject", "at desc"],
  ["by", "at desc"],
].map((fields) => parseIndex(fields));

/** No automatic indexes at all: times in them only grow, and an index of such takes 500 writes a second. */
function ownOverrides(collectionGroup: string): readonly FieldOverride[] {
  return [
    { collectionGroup, fieldPath: "*", ttl: false, indexes: [] },
    { collectionGroup, fieldPath: OWN_TTL_FIELD, ttl: true, indexes: [] },
  ];
}

function modeOf(mode: IndexMode): Mode {
  if (typeof mode === "number") return { vectorConfig: { dimension: mode, flat: {} } };
  if (mode === "array-contains") return { arrayConfig: "CONTAINS" };
  return { order: mode === "asc" ? "ASCENDING" : "DESCENDING" };
}

function distinct(indexes: readonly IndexDefinition[]): readonly IndexDefinition[] {
  const byText = new Map(indexes.map((index) => [JSON.stringify(formatIndex(index)), index]));
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, index]) => index);
}
