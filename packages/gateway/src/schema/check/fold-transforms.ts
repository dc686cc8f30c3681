import { checked, type Checked } from "../../errors/checked.ts";
import { conflictingPaths } from "../../paths/conflicting-paths.ts";
import { distinctPaths } from "../../paths/distinct-paths.ts";
import { editFields } from "../../values/edit-fields.ts";
import { isPrefix, type FieldPath } from "../../paths/field-path.ts";
import { tagOf } from "../../values/map.ts";
import { transformed } from "../../values/apply-update.ts";
import type { Fields, Value } from "../../values/value.ts";
import type { Transform } from "../../values/write.ts";
import type { Change } from "../../wire/wire-changes.ts";
import { transformOf } from "./resolve-transforms.ts";

/**
 * Fields that are made anew, with transforms applied to them: each is what it comes to. Only the
 * server's time stays a transform, in its field's place.
 *
 * @param transforms of no field within another's
 */
export function foldIntoFields(fields: Fields, transforms: readonly Change[]): Fields {
  return editFields(
    fields,
    transforms.map(({ path, value }) => ({ path, apply: (before) => folded(value, before) })),
  );
}

/**
 * Changes with transforms applied after them: within what is set, to what is set there; elsewhere
 * each is a change of its own, those of one field in their order.
 */
export function foldIntoChanges(
  changes: readonly Change[],
  transforms: readonly Change[],
): Checked<readonly Change[]> {
  if (transforms.length === 0) return { ok: true, value: changes };
  const inside = changes.map(({ path }) =>
    transforms.filter((transform) => isPrefix(path, transform.path)),
  );
  const within = new Set(inside.flat());
  const beside = transforms.filter((transform) => !within.has(transform));
  const all = [
    ...changes.map((change, index) => foldIntoChange(change, inside[index] ?? [])),
    ...beside,
  ];
  const written = [...pathsOf(changes), ...distinctPaths(pathsOf(beside))];
  return checked(conflictingPaths(written), all);
}

function foldIntoChange({ path, value }: Change, inside: readonly Change[]): Change {
  if (inside.length === 0) return { path, value };
  const base: Fields = tagOf(value) === "$delete" ? {} : { value };
  const below = inside.map((transform) => ({
    path: ["value", ...transform.path.slice(path.length)] as FieldPath,
    value: transform.value,
  }));
  return { path, value: foldIntoFields(base, below)["value"] as Value };
}

/** The fields that changes make where there is no document. Of transforms only the server's time stays one. */
export function foldedChanges(changes: readonly Change[]): Fields {
  const made = changes.filter(({ value }) => tagOf(value) !== "$delete");
  return editFields(
    {},
    made.map(({ path, value }) => ({
      path,
      apply: (before) => (transformOf(value) === undefined ? value : folded(value, before)),
    })),
  );
}

function pathsOf(changes: readonly Change[]): readonly FieldPath[] {
  return changes.map(({ path }) => path);
}

/** What a transform makes of a value that is written with it; the transform, where it is the time. */
function folded(tagged: Value, before: Value | undefined): Value {
  const transform = transformOf(tagged) as Transform;
  return transform.kind === "serverTimestamp" ? tagged : transformed(transform, before, "");
}
