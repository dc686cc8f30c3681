import { checked, type Checked } from "../../errors/checked.ts";
import { conflictingPaths } from "../../paths/conflicting-paths.ts";
import { checkFieldPath, formatFieldPath, type FieldPath } from "../../paths/field-path.ts";
import { mapFields, TYPE_NAME } from "../../values/map.ts";
import { valueAt } from "../../values/select.ts";
import type { Fields, Value } from "../../values/value.ts";
import type { Change } from "../../wire/wire-changes.ts";

/**
 * The changes that a set with merge makes: with `true`, of every value in the data, maps entered;
 * with a list, of its field paths alone. Data beside the list is left out, as Firestore does.
 */
export function mergedChanges(
  fields: Fields,
  merge: true | readonly FieldPath[],
): Checked<readonly Change[]> {
  if (merge === true) return withinDepth(leavesOf(fields, []));
  const changes = merge.map((path) => ({ path, value: valueAt(fields, path) }));
  const missing = changes
    .filter(({ value }) => value === undefined)
    .map(({ path }) => ({ field: formatFieldPath(path), description: MISSING }));
  return checked([...conflictingPaths(merge), ...missing], changes as readonly Change[]);
}

/** What is merged is named by its field path, and so no deeper than one may be. */
function withinDepth(changes: readonly Change[]): Checked<readonly Change[]> {
  const violations = changes.flatMap(({ path }) => {
    const description = checkFieldPath(path);
    return description === undefined ? [] : [{ field: formatFieldPath(path), description }];
  });
  return checked(violations, changes);
}

const MISSING = 'is to be merged, but is not in the data: give its value, or {"$delete": true}';

function leavesOf(fields: Fields, at: FieldPath): readonly Change[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const path = [...at, name];
    const map = mapBelow(value);
    return map === undefined ? [{ path, value }] : leavesOf(map, path);
  });
}

/** The fields of a map with any; an empty map, and one with a type of Firestore's, is a value as any other. */
function mapBelow(value: Value): Fields | undefined {
  const map = mapFields(value);
  if (map === undefined || Object.keys(map).length === 0) return undefined;
  return Object.hasOwn(map, TYPE_NAME) ? undefined : map;
}
