import { checked, type Checked } from "../contract/checked.ts";
import { copyPaths } from "../contract/copy-paths.ts";
import { editFields } from "../contract/edit-fields.ts";
import type { FieldViolation } from "../contract/error.ts";
import { omit } from "../contract/select.ts";
import type { Fields } from "../contract/value.ts";
import type { Change } from "../contract/wire-changes.ts";
import type { DocumentUpdate } from "../contract/write.ts";
import { checkChanges, type CheckedChanges } from "./check-changes.ts";
import { refuseManaged, serverTimestamp } from "./check-whole.ts";
import { outcome, type CheckedWrite, type Outcome, type WriteContext } from "./checked-write.ts";
import type { DocumentSchema } from "./document-schema.ts";
import { manageFields } from "./managed-fields.ts";
import { validate } from "./validate.ts";

/** Most transforms of one document in a write. @see https://firebase.google.com/docs/firestore/quotas#writes_and_transactions */
const MAX_TRANSFORMS = 500;

/**
 * Checks an update of a document that must be there, field by field. The stored document is needed
 * only where the schema has refinements of the document or of a map on the way, or bounds on a
 * number that is incremented, or requires more in a map that may be missing.
 */
export function checkUpdate(
  schema: DocumentSchema,
  changes: readonly Change[],
  context: WriteContext,
): Checked<CheckedWrite> {
  const refused = refuseManaged(
    schema.managed,
    changes.map(({ path }) => path),
  );
  const fieldByField = checkChanges(schema.declared, changes, context.now);
  const violations = [...refused, ...fieldByField.violations];
  const write = withManaged(schema, fieldByField, context);
  if ((write.update.transforms?.length ?? 0) > MAX_TRANSFORMS) violations.push(TOO_MANY_TRANSFORMS);
  return checked(violations, write);
}

const TOO_MANY_TRANSFORMS: FieldViolation = {
  field: "",
  description: `must not have more than ${String(MAX_TRANSFORMS)} transforms of a document`,
};

function withManaged(
  schema: DocumentSchema,
  { sets, deletes, transforms, needsRead }: CheckedChanges,
  context: WriteContext,
): CheckedWrite {
  const { values, times } = manageFields(schema.updated, context, null);
  const own = Object.keys(omit(values, times)).map((name) => [name]);
  const transformed = [...transforms, ...times.map(serverTimestamp)];
  const update: DocumentUpdate = {
    fields: copyPaths(nest(sets), values, own),
    mask: [...sets.map(({ path }) => path), ...own, ...deletes],
    ...(transformed.length > 0 && { transforms: transformed }),
  };
  const { now } = context;
  return {
    update,
    needsRead,
    needsDocument: true,
    onto: (stored) =>
      needsRead
        ? checkResult(schema, update, { stored, now })
        : { ok: true, value: outcome(update, stored, now) },
  };
}

/** Checks the whole document that an update leaves, and writes the fields as the schema makes them. */
function checkResult(
  { hardened }: DocumentSchema,
  update: DocumentUpdate,
  { stored, now }: { readonly stored: Fields | null; readonly now: string },
): Checked<Outcome> {
  const { document } = outcome(update, stored, now);
  const result = validate(hardened, document);
  if ("violations" in result) return { ok: false, violations: result.violations };
  // Of what is deleted there is nothing to copy; what is transformed is left to Firestore.
  const { mask = [], transforms = [] } = update;
  const written = copyPaths({}, result.value as Fields, mask);
  const fields = omit(
    written,
    transforms.map(({ field }) => field),
  );
  return { ok: true, value: { update: { ...update, fields }, document } };
}

/** The fields that have these values at these paths. */
function nest(sets: readonly Change[]): Fields {
  return editFields(
    {},
    sets.map(({ path, value }) => ({ path, apply: () => value })),
  );
}
