import { getField, mapFields, mapValue, putField } from "./map.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields, Value } from "./value.ts";

/** What becomes of the value at a path; undefined is no value, before and after. */
export interface Edit {
  readonly path: FieldPath;
  readonly apply: (before: Value | undefined) => Value | undefined;
}

/**
 * The fields with the edits made. What is no map on the way to one becomes a map, unless there is
 * nothing to set in it. All are made at once, so that many cost no more than they and the document
 * are long.
 */
export function editFields(fields: Fields, edits: readonly Edit[]): Fields {
  return editMap(fields, edits, 0);
}

function editMap(fields: Fields, edits: readonly Edit[], depth: number): Fields {
  if (edits.length === 0) return fields;
  const edited: Record<string, Value> = { ...fields };
  for (const [name, group] of Map.groupBy(edits, ({ path }) => path[depth] as string)) {
    const value = editField(getField(fields, name), group, depth + 1);
    if (value === undefined) delete edited[name];
    else putField(edited, name, value);
  }
  return edited;
}

function editField(
  before: Value | undefined,
  edits: readonly Edit[],
  depth: number,
): Value | undefined {
  const whole = edits.filter(({ path }) => path.length === depth);
  const value = whole.reduce((current, { apply }) => apply(current), before);
  const inner = edits.filter(({ path }) => path.length > depth);
  if (inner.length === 0) return value;
  const map = value === undefined ? undefined : mapFields(value);
  const edited = editMap(map ?? {}, inner, depth);
  return map === undefined && Object.keys(edited).length === 0 ? value : mapValue(edited);
}
