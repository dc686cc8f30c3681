import { documentBytes, MAX_DOCUMENT_BYTES } from "../../values/document-size.ts";
import { isPrefix, type FieldPath } from "../../paths/field-path.ts";
import { mapFields } from "../../values/map.ts";
import { checkDocumentPath } from "../../paths/path.ts";
import type { Value } from "../../values/value.ts";
import { StoreError, type Write } from "../store.ts";
import { findWriteConflict } from "../write-conflict.ts";

/** @throws StoreError INVALID_ARGUMENT where Firestore refuses the writes whatever is stored */
export function checkWrites(writes: readonly Write[], method: "commit" | "batchWrite"): void {
  if (writes.length === 0) refuse("There is nothing to write.");
  for (const write of writes) {
    checkWrite(write);
    // Of a commit the outcome counts.
    if (method === "batchWrite") checkSizeOf(write);
  }
  const counts = Map.groupBy(writes, ({ path }) => path);
  for (const [path, same] of counts) {
    if (same.length === 1) continue;
    if (method === "batchWrite") refuse(`${path}: written more than once in a single request`);
    const conflict = findWriteConflict(same);
    if (conflict !== undefined) refuse(`${path}: ${conflict.problem}`);
  }
}

function checkWrite(write: Write): void {
  const problem = checkDocumentPath(write.path);
  if (problem !== undefined) refuse(`${write.path}: ${problem}`);
  if (write.kind !== "update") return;
  const fields = (write.transforms ?? []).map(({ field }) => field);
  if (fields.some((field) => fields.some((other) => isInside(field, other)))) {
    refuse(`${write.path}: a transform within another's field`);
  }
  if (Object.values(write.fields).some(hasNestedArray)) {
    refuse(`${write.path}: an array can't hold an array`);
  }
}

function checkSizeOf(write: Write): void {
  if (write.kind !== "update") return;
  if (documentBytes(write.path, write.fields) > MAX_DOCUMENT_BYTES) {
    refuse(`${write.path}: larger than 1 MiB`);
  }
}

function isInside(field: FieldPath, other: FieldPath): boolean {
  return field.length > other.length && isPrefix(other, field);
}

function hasNestedArray(value: Value): boolean {
  if (Array.isArray(value)) {
    return value.some((item: Value) => Array.isArray(item) || hasNestedArray(item));
  }
  const fields = mapFields(value);
  return fields !== undefined && Object.values(fields).some(hasNestedArray);
}

function refuse(message: string): never {
  throw new StoreError("INVALID_ARGUMENT", message);
}
