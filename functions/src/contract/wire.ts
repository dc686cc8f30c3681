import { checked, type Checked } from "./checked.ts";
import { documentBytes, MAX_DOCUMENT_BYTES } from "./document-size.ts";
import type { FieldViolation } from "./error.ts";
import { checkIndexEntries, MAX_INDEX_ENTRIES } from "./index-entries.ts";
import type { FieldPath, Fields, Value } from "./value.ts";
import { unescapeDocument } from "./wire-escape.ts";
import { WireReader, type Allowed } from "./wire-reader.ts";

export interface ReadFieldsOptions extends Partial<Allowed> {
  /** Path of the document, which counts for its size. @default a short one */
  readonly path?: string;
  /** Fields that no automatic index holds, with all below them. @default none */
  readonly unindexed?: readonly FieldPath[];
}

const SHORT_PATH = "c/d";

/**
 * Reads the data of a document from a caller: every value into its one form ({@link Value}), within
 * Firestore's limits. Tags of writes are refused unless the options allow them. What is wrong comes
 * as at most 20 violations.
 *
 * The fields of a document are never a tag, whatever their names: `{"$timestamp": 1}` has a field
 * of that name. Only where a document's own field has a name that the callable protocol can't carry
 * (`@type`), they come as entries: `{"$map": [["@type", 1]]}`, which is no document otherwise, since
 * no array holds arrays.
 */
export function readFields(sent: unknown, options: ReadFieldsOptions = {}): Checked<Fields> {
  if (!isObject(sent)) return { ok: false, violations: [NOT_FIELDS] };
  const reader = new WireReader({ transforms: false, deletes: false, ...options });
  const fields = reader.readFields(unescapeDocument(sent), 0);
  const { violations } = reader;
  return checked(violations.length > 0 ? violations : beyondLimits(fields, options), fields);
}

/** Reads one value from a caller, such as what a filter compares with; without tags of writes. */
export function readValue(sent: unknown): Checked<Value> {
  const reader = new WireReader({ transforms: false, deletes: false });
  const value = reader.readValue(sent, 0);
  return checked(reader.violations, value);
}

export const NOT_FIELDS: FieldViolation = {
  field: "",
  description: "the data of a document must be a map of its fields",
};

export const TOO_LARGE = `a document must be at most ${String(MAX_DOCUMENT_BYTES)} bytes large`;

export function isObject(sent: unknown): sent is object {
  return typeof sent === "object" && sent !== null && !Array.isArray(sent);
}

function beyondLimits(fields: Fields, options: ReadFieldsOptions): readonly FieldViolation[] {
  const bytes = documentBytes(options.path ?? SHORT_PATH, fields);
  if (bytes > MAX_DOCUMENT_BYTES) return [{ field: "", description: TOO_LARGE }];
  // An entry takes a byte of the document at least, so that small documents need no counting.
  return bytes > MAX_INDEX_ENTRIES ? checkIndexEntries(fields, options.unindexed ?? []) : [];
}
