import { mapFields } from "./map.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields, Value } from "./value.ts";

/**
 * The field paths that a new document with these fields writes: those of its values, not of the
 * maps around them, so that a map can be given without the fields in it that the caller may not
 * write.
 */
export function writtenPaths(fields: Fields): readonly FieldPath[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    pathsBelow(value).map((path) => [name, ...path]),
  );
}

function pathsBelow(value: Value): readonly FieldPath[] {
  const fields = mapFields(value);
  return fields === undefined || Object.keys(fields).length === 0 ? [[]] : writtenPaths(fields);
}
