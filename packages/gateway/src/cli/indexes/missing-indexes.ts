/** What an index file or a project lists, as far as it tells one index from another. */
export interface ListedIndexes {
  readonly indexes?: readonly ListedIndex[];
  readonly fieldOverrides?: readonly ListedOverride[];
}

interface ListedIndex {
  readonly collectionGroup: string;
  readonly queryScope: string;
  readonly fields: readonly ListedField[];
}

interface ListedField {
  readonly fieldPath: string;
  readonly order?: string;
  readonly arrayConfig?: string;
  readonly vectorConfig?: { readonly dimension?: number };
}

interface ListedOverride {
  readonly collectionGroup: string;
  readonly fieldPath: string;
}

/** What the project has and the file lacks, each as a line to read. */
export function missingIndexes(project: ListedIndexes, file: ListedIndexes): string[] {
  const declared = new Set(describeAll(file));
  return describeAll(project).filter((line) => !declared.has(line));
}

function describeAll({ indexes = [], fieldOverrides = [] }: ListedIndexes): string[] {
  return [
    ...indexes.map(describeIndex),
    ...fieldOverrides.map(
      ({ collectionGroup, fieldPath }) => `${collectionGroup}: settings of the field ${fieldPath}`,
    ),
  ];
}

/** `__name__` at the end is Firestore's own addition: a file may have it or not. */
function describeIndex({ collectionGroup, queryScope, fields }: ListedIndex): string {
  const named = fields.filter(({ fieldPath }) => fieldPath !== "__name__").map(describeField);
  const scope = queryScope === "COLLECTION_GROUP" ? " (collection group)" : "";
  return `${collectionGroup}${scope}: ${named.join(", ")}`;
}

function describeField({ fieldPath, order, arrayConfig, vectorConfig }: ListedField): string {
  if (vectorConfig !== undefined) return `${fieldPath} vector(${String(vectorConfig.dimension)})`;
  return `${fieldPath} ${(order ?? arrayConfig ?? "").toLowerCase()}`;
}
