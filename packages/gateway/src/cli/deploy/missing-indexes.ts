/** The part of an index file (firestore.indexes.json) that tells one index from another. */
export interface IndexFile {
  readonly indexes?: readonly Index[];
  readonly fieldOverrides?: readonly FieldOverride[];
}

interface Index {
  readonly collectionGroup: string;
  readonly queryScope: string;
  readonly fields: readonly IndexField[];
}

interface IndexField {
  readonly fieldPath: string;
  readonly order?: string;
  readonly arrayConfig?: string;
  readonly vectorConfig?: { readonly dimension?: number };
}

interface FieldOverride {
  readonly collectionGroup: string;
  readonly fieldPath: string;
}

/** What the project has and the file lacks, each as a line to read. */
export function missingIndexes(project: IndexFile, file: IndexFile): string[] {
  const declared = new Set(describeAll(file));
  return describeAll(project).filter((line) => !declared.has(line));
}

function describeAll({ indexes = [], fieldOverrides = [] }: IndexFile): string[] {
  return [
    ...indexes.map(describeIndex),
    ...fieldOverrides.map(
      ({ collectionGroup, fieldPath }) => `${collectionGroup}: settings of the field ${fieldPath}`,
    ),
  ];
}

/** `__name__` at the end is Firestore's own addition: a file may have it or not. */
function describeIndex({ collectionGroup, queryScope, fields }: Index): string {
  const named = fields.filter(({ fieldPath }) => fieldPath !== "__name__").map(describeField);
  const scope = queryScope === "COLLECTION_GROUP" ? " (collection group)" : "";
  return `${collectionGroup}${scope}: ${named.join(", ")}`;
}

function describeField({ fieldPath, order, arrayConfig, vectorConfig }: IndexField): string {
  if (vectorConfig !== undefined) return `${fieldPath} vector(${String(vectorConfig.dimension)})`;
  return `${fieldPath} ${(order ?? arrayConfig ?? "").toLowerCase()}`;
}
