import type { Checked } from "../errors/checked.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields } from "../values/value.ts";
import { readChanges, type Change } from "../wire/wire-changes.ts";
import { readWritten } from "../wire/wire.ts";
import { readTransforms } from "../wire/wire-transforms.ts";
import { writtenPaths } from "../values/written-paths.ts";
import { clientTransforms, type ClientTransform } from "../schema/check/client-transforms.ts";
import { foldedChanges, foldIntoChanges, foldIntoFields } from "../schema/check/fold-transforms.ts";
import { mergedChanges } from "../schema/check/merged-changes.ts";
import { transformsInChanges, transformsInFields } from "../schema/check/transforms-in.ts";
import type { RequestPosition } from "../request/request-position.ts";
import { invalidDocument } from "./invalid-document.ts";
import type { WriteOperation } from "../request/operation.ts";

/** The data of a write, read into values. A set that merges is none of the kind `set`. */
export type Content =
  | { readonly kind: "create" | "set"; readonly fields: Fields; readonly sent: Transforms }
  | {
      readonly kind: "merge" | "update";
      readonly changes: readonly Change[];
      readonly sent: Transforms;
    }
  | { readonly kind: "delete" | "verify" };

/** The transforms of a write, in the order in which they were sent. */
type Transforms = readonly ClientTransform[];

/**
 * Reads the data of a write into values, and puts the transforms that stand beside it in their
 * places.
 *
 * @throws GatewayError INVALID_DOCUMENT
 */
export function readContent(operation: WriteOperation, position: RequestPosition): Content {
  const read = <T>(result: Checked<T>): T => {
    if (result.ok) return result.value;
    throw invalidDocument(result.violations, { operation, position, hidden: [] });
  };
  const { kind, data, merge } = operation;
  if (kind === "delete" || kind === "verify") return { kind };
  const beside =
    operation.transforms === undefined ? [] : read(readTransforms(operation.transforms));
  const allowed = { transforms: operation.transforms === undefined };
  if (kind !== "update" && (kind === "create" || merge === undefined)) {
    const given = read(readWritten(data, allowed));
    if (beside.length === 0) return { kind, fields: given, sent: transformsInFields(given) };
    const sent = clientTransforms(given, beside);
    return { kind, fields: foldIntoFields(given, beside), sent };
  }
  const given =
    kind === "update"
      ? read(readChanges(data, allowed))
      : read(mergedChanges(read(readWritten(data, { ...allowed, deletes: true })), merge ?? true));
  const sent =
    beside.length === 0
      ? transformsInChanges(given)
      : clientTransforms(foldedChanges(given), beside);
  const changes = read(foldIntoChanges(given, beside));
  return { kind: kind === "update" ? kind : "merge", changes, sent };
}

/** The field paths that a write sets, deletes or transforms. The empty one is the whole document. */
export function touchedFields(content: Content): readonly FieldPath[] {
  switch (content.kind) {
    case "create":
      return writtenPaths(content.fields);
    case "set":
      return [[]];
    case "merge":
    case "update":
      return content.changes.map(({ path }) => path);
    default:
      return [];
  }
}
