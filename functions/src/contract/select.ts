import { isPrefix } from "./field-path.ts";
import { getField, mapFields, mapValue, putField } from "./map.ts";
import type { FieldPath, Fields, Value } from "./value.ts";

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
  const present = paths.filter((path) => valueAt(fields, path) !== undefined);
  return filterFields(fields, [], (path) => {
    if (present.some((chosen) => isPrefix(chosen, path))) return true;
    return present.some((chosen) => isPrefix(path, chosen)) ? "within" : false;
  });
}

/** The fields without what lies at or below these paths. */
export function omit(fields: Fields, paths: readonly FieldPath[]): Fields {
  if (paths.length === 0) return fields;
  return filterFields(fields, [], (path, value) => {
    if (paths.some((left) => isPrefix(left, path))) return false;
    return paths.some((left) => isPrefix(path, left)) && mapFields(value) !== undefined
      ? "within"
      : true;
  });
}

/** Keeps a field, drops it, or asks again for each field of the map that it is. */
type Keep = (path: FieldPath, value: Value) => boolean | "within";

function filterFields(fields: Fields, at: FieldPath, keep: Keep): Fields {
  const kept: Record<string, Value> = {};
  for (const [name, value] of Object.entries(fields)) {
    const path = [...at, name];
    const decision = keep(path, value);
    if (decision === "within") {
      putField(kept, name, mapValue(filterFields(mapFields(value) ?? {}, path, keep)));
    } else if (decision) {
      putField(kept, name, value);
    }
  }
  return kept;
}
