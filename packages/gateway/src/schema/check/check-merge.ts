import type { Checked } from "../../errors/checked.ts";
import { areEqual } from "../../values/compare.ts";
import { mapValue } from "../../values/map.ts";
import type { Change } from "../../wire/wire-changes.ts";
import { checkUpdate } from "./check-update.ts";
import { checkCreate } from "./check-whole.ts";
import type { CheckedWrite, WriteContext } from "./checked-write.ts";
import type { DocumentSchema } from "../definition/document-schema.ts";
import { foldedChanges } from "./fold-transforms.ts";

/**
 * Checks a set that merges, whether there is a document or not: it is an update where there is one,
 * and must be a valid document by itself where there is none.
 */
export function checkMerge(
  schema: DocumentSchema,
  changes: readonly Change[],
  context: WriteContext,
): Checked<CheckedWrite> {
  const patch = checkUpdate(schema, changes, context);
  if (!patch.ok) return patch;
  const fresh = checkCreate(schema, foldedChanges(changes), context);
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
