import { documentBytes, MAX_DOCUMENT_BYTES } from "./document-size.ts";
import type { FieldViolation } from "../errors/error.ts";
import { checkIndexEntries, MAX_INDEX_ENTRIES } from "./index-entries.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields } from "./value.ts";

/** What Firestore stores of no document. */
export const TOO_LARGE: FieldViolation = {
  field: "",
  description: `a document must be at most ${String(MAX_DOCUMENT_BYTES)} bytes large`,
};

export interface MeasuredDocument {
  readonly path: string;
  readonly fields: Fields;
  /** Fields that no automatic index holds, with all below them. */
  readonly unindexed: readonly FieldPath[];
}

/** What is too much in a document as a whole, if anything: at most one violation. */
export function checkLimits({
  path,
  fields,
  unindexed,
}: MeasuredDocument): readonly FieldViolation[] {
  const bytes = documentBytes(path, fields);
  if (bytes > MAX_DOCUMENT_BYTES) return [TOO_LARGE];
  // An entry takes a byte of the document at least, so that small documents need no counting.
  return bytes > MAX_INDEX_ENTRIES ? checkIndexEntries(fields, unindexed) : [];
}
