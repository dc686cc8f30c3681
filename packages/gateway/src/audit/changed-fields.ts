import type { FieldPath } from "../paths/field-path.ts";
import { areEqual } from "../values/compare.ts";
import { getField, mapFields } from "../values/map.ts";
import type { Fields, Value } from "../values/value.ts";

/**
 * The fields by which two states of a document differ, each by its shortest path that tells it:
 * of maps that are there before and after, what differs within them. What is one value to Firestore
 * does not differ. Null stands for no document.
 */
export function changedFields(before: Fields | null, after: Fields | null): readonly FieldPath[] {
  return changedWithin(before ?? {}, after ?? {}, []);
}

function changedWithin(before: Fields, after: Fields, within: FieldPath): readonly FieldPath[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => {
    const path = [...within, name];
    return changedAt(getField(before, name), getField(after, name), path);
  });
}

function changedAt(
  before: Value | undefined,
  after: Value | undefined,
  path: FieldPath,
): readonly FieldPath[] {
  if (before === undefined || after === undefined) return before === after ? [] : [path];
  const [inner, innerAfter] = [mapFields(before), mapFields(after)];
  if (inner !== undefined && innerAfter !== undefined)
    return changedWithin(inner, innerAfter, path);
  return areEqual(before, after) ? [] : [path];
}
