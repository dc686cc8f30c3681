import type { FieldPath } from "../../paths/field-path.ts";
import { mapFields } from "../../values/map.ts";
import type { Fields, Value } from "../../values/value.ts";
import type { FieldTransform } from "../../values/write.ts";
import type { Change } from "../../wire/wire-changes.ts";
import { transformOf } from "./resolve-transforms.ts";

/** The transforms that stand in fields, in their order. */
export function transformsInFields(fields: Fields): readonly FieldTransform[] {
  const found: FieldTransform[] = [];
  findInFields(fields, [], found);
  return found;
}

/** The transforms that stand in changes, in their order. */
export function transformsInChanges(changes: readonly Change[]): readonly FieldTransform[] {
  const found: FieldTransform[] = [];
  for (const { path, value } of changes) findInValue(value, path, found);
  return found;
}

function findInFields(fields: Fields, at: FieldPath, found: FieldTransform[]): void {
  for (const name in fields) {
    const value = fields[name] as Value;
    if (typeof value === "object" && value !== null) findInValue(value, [...at, name], found);
  }
}

function findInValue(value: Value, path: FieldPath, found: FieldTransform[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const transform = transformOf(value);
  if (transform !== undefined) {
    found.push({ field: path, transform });
    return;
  }
  const map = mapFields(value);
  if (map !== undefined) findInFields(map, path, found);
}
