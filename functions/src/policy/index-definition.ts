import { formatFieldPath, parseFieldPath } from "../contract/field-path.ts";
import type { FieldPath } from "../contract/value.ts";

/** How a field stands in an index. A number is the dimension of a vector. */
export type IndexMode = "asc" | "desc" | "array-contains" | number;

export interface IndexField {
  readonly field: FieldPath;
  readonly mode: IndexMode;
}

/** A composite index (or a vector index of one field) as declared with a collection. */
export type IndexDefinition = readonly IndexField[];

const INDEX_FIELD =
  /^(?<path>.*?)(?: (?:(?<mode>asc|desc|array-contains)|vector\((?<size>\d+)\)))?$/su;

/**
 * Parses `["genre", "rating desc"]`.
 *
 * @throws Error where a field path is none, or an index could not be one of Firestore's
 */
export function parseIndex(fields: readonly string[]): IndexDefinition {
  const index = fields.map(parseIndexField);
  const paths = index.map(({ field }) => formatFieldPath(field));
  const arrays = index.filter(({ mode }) => mode === "array-contains").length;
  const vectors = index.filter(({ mode }) => typeof mode === "number").length;
  if (new Set(paths).size < paths.length) throw new Error("a field stands in it twice");
  if (arrays > 1) throw new Error("only one field can be array-contains");
  if (vectors > 1 || (vectors === 1 && typeof index.at(-1)?.mode !== "number")) {
    throw new Error("only its last field can be a vector");
  }
  if (index.length === 0 || (index.length === 1 && vectors === 0)) {
    throw new Error("an index of a single field is automatic; remove it");
  }
  return Object.freeze(index);
}

function parseIndexField(text: string): IndexField {
  const { path = "", mode = "asc", size } = INDEX_FIELD.exec(text)?.groups ?? {};
  return Object.freeze({
    field: parseFieldPath(path),
    mode: size === undefined ? (mode as IndexMode) : Number(size),
  });
}

/** The index as it is declared: what {@link parseIndex} takes. */
export function formatIndex(index: IndexDefinition): readonly string[] {
  return index.map(({ field, mode }) => {
    const path = formatFieldPath(field);
    if (typeof mode === "number") return `${path} vector(${String(mode)})`;
    return mode === "asc" ? path : `${path} ${mode}`;
  });
}
