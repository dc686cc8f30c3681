import { formatFieldPath, type FieldPath } from "../../paths/field-path.ts";
import { encodeFields, encodeValue, type Root } from "../codec.ts";
import type { JsonTransform, JsonWrite } from "./rest-json.ts";
import type { Transform, Write } from "../store.ts";

/** A write in Firestore's REST form. */
export function compileWrite(write: Write, root: Root): JsonWrite {
  const name = root + write.path;
  const condition = write.precondition && { currentDocument: write.precondition };
  switch (write.kind) {
    case "delete":
      return { delete: name, ...condition };
    case "verify":
      return { verify: name, ...condition };
    case "update":
      return { ...compileUpdate(write, root), ...condition };
  }
}

function compileUpdate(
  { path, fields, mask, transforms }: Extract<Write, { kind: "update" }>,
  root: Root,
): JsonWrite {
  return {
    update: { name: root + path, fields: encodeFields(fields, root) },
    ...(mask && { updateMask: { fieldPaths: mask.map((field) => formatFieldPath(field)) } }),
    ...(transforms && {
      updateTransforms: transforms.map(({ field, transform }) =>
        compileTransform(field, transform, root),
      ),
    }),
  };
}

function compileTransform(field: FieldPath, transform: Transform, root: Root): JsonTransform {
  const fieldPath = formatFieldPath(field);
  switch (transform.kind) {
    case "serverTimestamp":
      return { fieldPath, setToServerValue: "REQUEST_TIME" };
    case "increment":
      return { fieldPath, increment: encodeValue(transform.by, root) };
    case "minimum":
      return { fieldPath, minimum: encodeValue(transform.operand, root) };
    case "maximum":
      return { fieldPath, maximum: encodeValue(transform.operand, root) };
    case "arrayUnion":
      return { fieldPath, appendMissingElements: { values: encodeAll(transform.values) } };
    case "arrayRemove":
      return { fieldPath, removeAllFromArray: { values: encodeAll(transform.values) } };
  }

  function encodeAll(values: readonly Parameters<typeof encodeValue>[0][]) {
    return values.map((value) => encodeValue(value, root));
  }
}
