import { formatFieldPath, parseFieldPath } from "../paths/field-path.ts";

/** How a field stands in an index. A number is the dimension of a vector. */
export type IndexMode = "asc" | "desc" | "array-contains" | number;

export interface IndexField {
  /** The field path, as {@link formatFieldPath} writes it. */
  readonly field: string;
  readonly mode: IndexMode;
}

/** An index as declared with a collection. */
export type IndexDefinition = readonly IndexField[];

/** Most fields of an index. @see https://firebase.google.com/docs/firestore/quotas#indexes */
const MAX_FIELDS = 100;

const INDEX_FIELD =
  /^(?<path>.*?)(?: (?:(?<mode>asc|desc|array-contains)|vector\((?<size>\d+)\)))?$/su;

/**
 * Parses `["genre", "rating desc"]`.
 *
 * @throws Error where a field path is none, or Firestore could not have such an index
 */
export function parseIndex(fields: readonly string[]): IndexDefinition {
  const index = fields.map(parseIndexField);
  const count = (test: (field: IndexField) => boolean) => index.filter(test).length;
  if (index.length === 0 || index.length > MAX_FIELDS) {
    throw new Error(`an index has 1 to ${String(MAX_FIELDS)} fields`);
  }
  if (new Set(formatIndex(index)).size < index.length)
    throw new Error("a field stands in it twice");
  if (count(({ mode }) => mode === "array-contains") > 1) {
    throw new Error("only one of its fields can be array-contains");
  }
  if (count(({ mode }) => typeof mode === "number") > (isVector(index) ? 1 : 0)) {
    throw new Error("only its last field can be a vector");
  }
  if (count(isName) > 0 && (!isName(index.at(-1)) || index.length === 1)) {
    throw new Error("__name__ can only be last, after other fields");
  }
  return Object.freeze(index);
}

function parseIndexField(text: string): IndexField {
  const { path = "", mode = "asc", size } = INDEX_FIELD.exec(text)?.groups ?? {};
  return Object.freeze({
    field: formatFieldPath(parseFieldPath(path)),
    mode: size === undefined ? (mode as IndexMode) : Number(size),
  });
}

/** The index as it is declared: what {@link parseIndex} takes. */
export function formatIndex(index: IndexDefinition): readonly string[] {
  return index.map(({ field, mode }) => {
    if (typeof mode === "number") return `${field} vector(${String(mode)})`;
    return mode === "asc" ? field : `${field} ${mode}`;
  });
}

/** Whether the index is one for nearest neighbours. */
export function isVector(index: IndexDefinition): boolean {
  return typeof index.at(-1)?.mode === "number";
}

/** Whether the field is the document's id, by which every index is sorted last. */
export function isName(field: IndexField | undefined): boolean {
  return field?.field === "__name__";
}

/** The direction of the document's id: that of the last field, ascending where that has none. */
export function nameDirection(index: IndexDefinition): "asc" | "desc" {
  return index.at(-1)?.mode === "desc" ? "desc" : "asc";
}
