import type { Checked } from "../errors/checked.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields } from "../values/value.ts";
import { readChanges, type Change } from "../wire/wire-changes.ts";
import { readFields } from "../wire/wire.ts";
import { writtenPaths } from "../values/written-paths.ts";
import { mergedChanges } from "../schema/check/merged-changes.ts";
import type { RequestPosition } from "../request/request-position.ts";
import { invalidDocument } from "./invalid-document.ts";
import type { WriteOperation } from "../request/operation.ts";

/** The data of a write, read into values. */
export type Content =
  | { readonly kind: "create"; readonly fields: Fields }
  | {
      readonly kind: "set";
      readonly fields: Fields;
      readonly merge?: true | readonly FieldPath[];
    }
  | { readonly kind: "update"; readonly changes: readonly Change[] }
  | { readonly kind: "delete" | "verify" };

/** Counts no index entries: which fields are indexed is known once the collection is. */
const NOT_INDEXED = { unindexed: [[]] };

/**
 * Reads the data of a write into values.
 *
 * @throws GatewayError INVALID_DOCUMENT
 */
export function readContent(operation: WriteOperation, position: RequestPosition): Content {
  const read = <T>(result: Checked<T>): T => {
    if (result.ok) return result.value;
    throw invalidDocument(result.violations, { operation, position, hidden: [] });
  };
  const { kind, path, data, merge } = operation;
  const options = { path, ...NOT_INDEXED, transforms: true };
  switch (kind) {
    case "create":
      return { kind, fields: read(readFields(data, options)) };
    case "set":
      return merge === undefined
        ? { kind, fields: read(readFields(data, options)) }
        : { kind, fields: read(readFields(data, { ...options, deletes: true })), merge };
    case "update":
      return { kind, changes: read(readChanges(data)) };
    default:
      return { kind };
  }
}

/** The field paths that a write sets, deletes or transforms. The empty one is the whole document. */
export function touchedFields(content: Content): readonly FieldPath[] {
  switch (content.kind) {
    case "create":
      return writtenPaths(content.fields);
    case "set":
      return content.merge === undefined ? [[]] : mergedFields(content.fields, content.merge);
    case "update":
      return content.changes.map(({ path }) => path);
    default:
      return [];
  }
}

/**
 * The field paths that a merge writes; none where the data can't be merged, which the check of the
 * write refuses.
 */
function mergedFields(fields: Fields, merge: true | readonly FieldPath[]): readonly FieldPath[] {
  const changes = mergedChanges(fields, merge);
  return changes.ok ? changes.value.map(({ path }) => path) : [];
}
