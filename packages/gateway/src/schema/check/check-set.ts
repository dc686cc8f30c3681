import type { Checked } from "../../errors/checked.ts";
import { areEqual } from "../../values/compare.ts";
import { editFields } from "../../values/edit-fields.ts";
import { mapValue, tagOf } from "../../values/map.ts";
import type { FieldPath } from "../../paths/field-path.ts";
import type { Fields } from "../../values/value.ts";
import type { Change } from "../../wire/wire-changes.ts";
import { checkUpdate } from "./check-update.ts";
import { checkCreate, checkReplace } from "./check-whole.ts";
import type { CheckedWrite, WriteContext } from "./checked-write.ts";
import type { DocumentSchema } from "../definition/document-schema.ts";
import { mergedChanges } from "./merged-changes.ts";

/** What a set does with what is stored: without `merge` it replaces it. */
export interface SetOptions {
  /** True: only the values in the data are written, maps entered. A list: only its field paths are. */
  readonly merge?: true | readonly FieldPath[];
}

/**
 * Checks a set, whether there is a document or not. With merge it is an update where there is one,
 * and must be a valid document by itself where there is none.
 */
export function checkSet(
  schema: DocumentSchema,
  fields: Fields,
  { merge, ...context }: WriteContext & SetOptions,
): Checked<CheckedWrite> {
  if (merge === undefined) return checkReplace(schema, fields, context);
  const changes = mergedChanges(fields, merge);
  if (!changes.ok) return changes;
  const patch = checkUpdate(schema, changes.value, context);
  if (!patch.ok) return patch;
  const fresh = checkCreate(schema, withoutDeletes(changes.value), context);
  return { ok: true, value: merged(patch.value, fresh) };
}

/** A write that is one where there is a document, and another where there is none. */
function merged(patch: CheckedWrite, fresh: Checked<CheckedWrite>): CheckedWrite {
  return {
    update: patch.update,
    needsRead: patch.needsRead || (fresh.ok && !comesToTheSame(patch, fresh.value)),
    dependsOn: patch.dependsOn,
    needsDocument: !fresh.ok,
    onto: (stored) => {
      if (stored !== null) return patch.onto(stored);
      return fresh.ok ? fresh.value.onto(null) : fresh;
    },
  };
}

/** Whether both leave the same where there is no document: no default to fill in, nothing to set once. */
function comesToTheSame(patch: CheckedWrite, fresh: CheckedWrite): boolean {
  const [left, right] = [patch.onto(null), fresh.onto(null)];
  return (
    left.ok && right.ok && areEqual(mapValue(left.value.document), mapValue(right.value.document))
  );
}

function withoutDeletes(changes: readonly Change[]): Fields {
  const sets = changes.filter(({ value }) => tagOf(value) !== "$delete");
  return editFields(
    {},
    sets.map(({ path, value }) => ({ path, apply: () => value })),
  );
}
