import type { Transform } from "../../values/write.ts";
import { padTimestamp } from "../../values/timestamp.ts";
import { decodeFields, decodeValue, type Root } from "../codec.ts";
import { StoreError, type Precondition, type Write } from "../store.ts";
import { decodeFieldPath } from "./decode-query.ts";
import type { JsonPrecondition, JsonTransform, JsonWrite } from "./rest-json.ts";

/**
 * The write that Firestore's REST form stands for: what compileWrite makes of a write, undone.
 *
 * @throws StoreError INVALID_ARGUMENT where it is no write that a {@link Write} can say
 */
export function decodeWrite(json: JsonWrite, root: Root): Write {
  const precondition = json.currentDocument && decodePrecondition(json.currentDocument);
  if ("delete" in json) {
    const path = pathOf(json.delete, root);
    return { kind: "delete", path, ...(precondition && { precondition }) };
  }
  if ("verify" in json) {
    const path = pathOf(json.verify, root);
    if (precondition === undefined) throw refused("a verify needs a precondition");
    return { kind: "verify", path, precondition };
  }
  if (!("update" in json)) throw refused("a write is an update, a delete or a verify");
  const { update, updateMask, updateTransforms } = json;
  return {
    kind: "update",
    path: pathOf(update.name, root),
    fields: decodeFields(update.fields ?? {}, root),
    ...(updateMask && { mask: (updateMask.fieldPaths ?? []).map(decodeFieldPath) }),
    ...(updateTransforms && {
      transforms: updateTransforms.map((transform) => ({
        field: decodeFieldPath(transform.fieldPath),
        transform: decodeTransform(transform, root),
      })),
    }),
    ...(precondition && { precondition }),
  };
}

/** The path of a document of this database. @throws StoreError INVALID_ARGUMENT for another's */
export function pathOf(name: string, root: Root): string {
  if (name.startsWith(root)) return name.slice(root.length);
  throw refused(`${name} is no document of this database`);
}

function decodePrecondition(json: JsonPrecondition): Precondition {
  return "updateTime" in json
    ? { updateTime: padTimestamp(json.updateTime) }
    : { exists: json.exists };
}

function decodeTransform(json: JsonTransform, root: Root): Transform {
  if ("setToServerValue" in json) return { kind: "serverTimestamp" };
  if ("increment" in json) return { kind: "increment", by: decodeValue(json.increment, root) };
  if ("minimum" in json) return { kind: "minimum", operand: decodeValue(json.minimum, root) };
  if ("maximum" in json) return { kind: "maximum", operand: decodeValue(json.maximum, root) };
  if ("appendMissingElements" in json) {
    const { values = [] } = json.appendMissingElements;
    return { kind: "arrayUnion", values: values.map((value) => decodeValue(value, root)) };
  }
  if ("removeAllFromArray" in json) {
    const { values = [] } = json.removeAllFromArray;
    return { kind: "arrayRemove", values: values.map((value) => decodeValue(value, root)) };
  }
  throw refused("a transform of a kind that is not known");
}

function refused(message: string): StoreError {
  return new StoreError("INVALID_ARGUMENT", message);
}
