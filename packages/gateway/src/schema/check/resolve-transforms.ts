import { applyUpdate } from "../../values/apply-update.ts";
import { mapFields, mapValue, putField, tagOf } from "../../values/map.ts";
import type { FieldPath } from "../../paths/field-path.ts";
import type { Fields, TransformTag, Value } from "../../values/value.ts";
import type { FieldTransform, Transform } from "../../values/write.ts";

/** Fields that are made anew, with what their transforms come to. */
export interface Resolved {
  readonly fields: Fields;
  /** Where the server's time stands; Firestore sets the real one. */
  readonly serverTimestamps: readonly FieldPath[];
  /** Where `$delete` stood; there is nothing there to delete. */
  readonly deletes: readonly FieldPath[];
}

/**
 * What fields with transforms come to where nothing is stored: an increment is its number, a union
 * its elements. Only the server's time is left to Firestore.
 */
export function resolveTransforms(fields: Fields, now: string): Resolved {
  const found: NotedTransforms = { transforms: [], deletes: [] };
  const values = without(fields, [], found);
  if (values === fields) return { fields, serverTimestamps: [], deletes: [] };
  const { transforms, deletes } = found;
  return {
    fields: applyUpdate(null, { fields: values, transforms }, now),
    serverTimestamps: transforms
      .filter(({ transform }) => transform.kind === "serverTimestamp")
      .map(({ field }) => field),
    deletes,
  };
}

/** The transform that a value is, undefined if it is none or `$delete`. */
export function transformOf(value: Value): Transform | undefined {
  const tag = tagOf(value) as TransformTag | undefined;
  const content = tag === undefined ? null : ((value as Fields)[tag] as Value);
  switch (tag) {
    case "$serverTimestamp":
      return { kind: "serverTimestamp" };
    case "$increment":
      return { kind: "increment", by: content };
    case "$minimum":
    case "$maximum":
      return { kind: tag === "$minimum" ? "minimum" : "maximum", operand: content };
    case "$arrayUnion":
    case "$arrayRemove":
      return {
        kind: tag === "$arrayUnion" ? "arrayUnion" : "arrayRemove",
        values: content as Value[],
      };
    default:
      return undefined;
  }
}

interface NotedTransforms {
  readonly transforms: FieldTransform[];
  readonly deletes: FieldPath[];
}

/** The fields without their transforms, which are noted; the fields themselves if there are none. */
function without(fields: Fields, at: FieldPath, found: NotedTransforms): Fields {
  let values: Record<string, Value> | undefined;
  for (const name in fields) {
    const value = fields[name] as Value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    const rest = withoutTransforms(value, [...at, name], found);
    if (rest === value) continue;
    values ??= { ...fields };
    if (rest === undefined) delete values[name];
    else putField(values, name, rest);
  }
  return values ?? fields;
}

function withoutTransforms(
  value: Value,
  path: FieldPath,
  found: NotedTransforms,
): Value | undefined {
  const transform = transformOf(value);
  if (transform !== undefined) {
    found.transforms.push({ field: path, transform });
    return undefined;
  }
  if (tagOf(value) === "$delete") {
    found.deletes.push(path);
    return undefined;
  }
  const map = mapFields(value);
  if (map === undefined) return value;
  const rest = without(map, path, found);
  return rest === map ? value : mapValue(rest);
}
