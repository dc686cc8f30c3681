import { fieldsOf, getField, mapFields, mapValue } from "../contract/map.ts";
import type { FieldPath, Fields, Value } from "../contract/value.ts";

/** The fields without the hidden ones, at any depth. The fields themselves are left as they are. */
export function hideFields(fields: Fields, hidden: readonly FieldPath[]): Fields {
  return hidden.reduce(hideField, fields);
}

function hideField(fields: Fields, path: FieldPath): Fields {
  const [name, ...below] = path;
  const value = name === undefined ? undefined : getField(fields, name);
  if (value === undefined) return fields;
  const left = below.length === 0 ? undefined : hideWithin(value, below);
  if (left === value) return fields;
  return fieldsOf(
    Object.entries(fields).flatMap(([key, item]) => {
      if (key !== name) return [[key, item] as const];
      return left === undefined ? [] : [[key, left] as const];
    }),
  );
}

/** A map without the field; the very value where it has none. */
function hideWithin(value: Value, path: FieldPath): Value {
  const fields = mapFields(value);
  if (fields === undefined) return value;
  const left = hideField(fields, path);
  return left === fields ? value : mapValue(left);
}
