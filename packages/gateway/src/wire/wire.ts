import { checked, type Checked } from "../errors/checked.ts";
import { checkLimits } from "../values/document-limits.ts";
import type { FieldViolation } from "../errors/error.ts";
import type { Fields, Value } from "../values/value.ts";
import { unescapeDocument } from "./wire-escape.ts";
import { WireReader, type Allowed } from "./wire-reader.ts";

export interface ReadFieldsOptions {
  /** Path of the document, which counts for its size. @default a short one */
  readonly path?: string;
}

const SHORT_PATH = "c/d";

/**
 * Reads the data of a document from a caller: every value into its one form ({@link Value}), within
 * Firestore's limits. Tags of writes are refused. What is wrong comes as at most 20 violations.
 *
 * The fields of a document are never a tag, whatever their names: `{"$timestamp": 1}` has a field
 * of that name. Only where a document's own field has a name that the callable protocol can't carry
 * (`@type`), they come as entries: `{"$map": [["@type", 1]]}`, which is no document otherwise, since
 * no array holds arrays.
 */
export function readFields(
  sent: unknown,
  { path = SHORT_PATH }: ReadFieldsOptions = {},
): Checked<Fields> {
  const read = readWritten(sent);
  if (!read.ok) return read;
  return checked(checkLimits({ path, fields: read.value, unindexed: [] }), read.value);
}

/**
 * {@link readFields} with the tags of writes that are allowed, and as large as it may be: what is
 * stored of it is known once its schema is.
 */
export function readWritten(sent: unknown, allowed: Partial<Allowed> = {}): Checked<Fields> {
  if (!isObject(sent)) return { ok: false, violations: [NOT_FIELDS] };
  const reader = new WireReader({ transforms: false, deletes: false, ...allowed });
  const fields = reader.readFields(unescapeDocument(sent as Fields), 0);
  return checked(reader.violations, fields);
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

export function isObject(sent: unknown): sent is object {
  return typeof sent === "object" && sent !== null && !Array.isArray(sent);
}
