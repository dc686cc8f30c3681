import { formatFieldPath, safeParseFieldPath } from "../../../paths/field-path.ts";
import type { PathPattern } from "../../../paths/path-pattern.ts";

/** What firestore.indexes.json says of the collections of an id. */
export interface ProjectIndexes {
  readonly indexes: readonly (readonly string[])[];
  readonly groupIndexes: readonly (readonly string[])[];
  /** The fields without automatic indexes. */
  readonly unindexed: readonly string[];
}

interface ListedIndexField {
  readonly fieldPath: string;
  readonly order?: string;
  readonly arrayConfig?: string;
  readonly vectorConfig?: { readonly dimension: number };
}

/** The file that the Firebase CLI deploys, as far as it is read here. */
interface IndexesFile {
  readonly indexes?: readonly {
    readonly collectionGroup: string;
    readonly queryScope?: string;
    readonly fields: readonly ListedIndexField[];
  }[];
  readonly fieldOverrides?: readonly {
    readonly collectionGroup: string;
    readonly fieldPath: string;
    readonly indexes?: readonly unknown[];
  }[];
}

const NONE: ProjectIndexes = { indexes: [], groupIndexes: [], unindexed: [] };

/** The indexes of a definition's collection, as a definition declares them. */
export function projectIndexes(
  file: unknown,
  { segments, documentId }: PathPattern,
): ProjectIndexes {
  const last = segments.at(-1);
  if (last?.kind !== "literal" || documentId !== undefined) return NONE;
  const { indexes = [], fieldOverrides = [] } = file as IndexesFile;
  const own = indexes.filter(({ collectionGroup }) => collectionGroup === last.id);
  const ofScope = (isGroup: boolean) =>
    own
      .filter(({ queryScope }) => (queryScope === "COLLECTION_GROUP") === isGroup)
      .map(({ fields }) =>
        fields.filter(({ fieldPath }) => fieldPath !== "__name__").map(fieldText),
      )
      .filter((fields) => fields.length > (isGroup ? 0 : 1));
  const unindexed = fieldOverrides
    .filter(({ collectionGroup }) => collectionGroup === last.id)
    .filter((override) => override.indexes?.length === 0)
    .map(({ fieldPath }) => canonical(fieldPath));
  const isGroup = segments[0]?.kind === "rest";
  return { indexes: ofScope(false), groupIndexes: isGroup ? ofScope(true) : [], unindexed };
}

function fieldText({ fieldPath, order, arrayConfig, vectorConfig }: ListedIndexField): string {
  const field = canonical(fieldPath);
  if (vectorConfig !== undefined) return `${field} vector(${String(vectorConfig.dimension)})`;
  if (arrayConfig !== undefined) return `${field} array-contains`;
  return order === "DESCENDING" ? `${field} desc` : field;
}

function canonical(field: string): string {
  const parsed = safeParseFieldPath(field);
  return parsed.ok ? formatFieldPath(parsed.value) : formatFieldPath([field]);
}
