import { copyPaths } from "./copy-paths.ts";
import { editFields } from "./edit-fields.ts";
import { getField, mapFields } from "./map.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields, Value } from "./value.ts";

/** The value at a field path; undefined where there is none. */
export function valueAt(fields: Fields, path: FieldPath): Value | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  const value = getField(fields, name);
  if (rest.length === 0 || value === undefined) return value;
  const inner = mapFields(value);
  return inner && valueAt(inner, rest);
}

/** The fields with only what lies at or below these paths. Of a map without any of it nothing is left. */
export function pick(fields: Fields, paths: readonly FieldPath[]): Fields {
  return copyPaths({}, fields, paths);
}

/** The fields without what lies at or below these paths. Of a map with nothing else, an empty one is left. */
export function omit(fields: Fields, paths: readonly FieldPath[]): Fields {
  return editFields(
    fields,
    paths.map((path) => ({ path, apply: () => undefined })),
  );
}
