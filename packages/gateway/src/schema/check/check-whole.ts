import { checked, type Checked } from "../../errors/checked.ts";
import type { FieldViolation } from "../../errors/error.ts";
import { formatFieldPath, type FieldPath } from "../../paths/field-path.ts";
import { fieldsOf } from "../../values/map.ts";
import { omit } from "../../values/select.ts";
import type { Fields } from "../../values/value.ts";
import type { DocumentUpdate, FieldTransform } from "../../values/write.ts";
import { outcome, type CheckedWrite, type WriteContext } from "./checked-write.ts";
import type { DocumentSchema } from "../definition/document-schema.ts";
import { asksForTime, isKept, manageFields } from "../definition/managed-fields.ts";
import { resolveTransforms } from "./resolve-transforms.ts";
import { validate } from "./validate.ts";

/** Checks a document that is made where there is none. Defaults are filled in. */
export function checkCreate(
  schema: DocumentSchema,
  fields: Fields,
  context: WriteContext,
): Checked<CheckedWrite> {
  const made = makeDocument(schema, fields, { context, stored: null });
  if (!made.ok) return made;
  return {
    ok: true,
    value: {
      update: made.value,
      needsRead: false,
      dependsOn: [],
      needsDocument: false,
      onto: () => ({ ok: true, value: outcome(made.value, null, context.now) }),
    },
  };
}

/**
 * Checks a document that is set as a whole, whether there is one or not. If the schema has fields
 * that stay as the first write set them, it needs the stored document.
 */
export function checkReplace(
  schema: DocumentSchema,
  fields: Fields,
  context: WriteContext,
): Checked<CheckedWrite> {
  const created = checkCreate(schema, fields, context);
  if (!created.ok || ![...schema.managed.values()].some(isKept)) return created;
  return {
    ok: true,
    value: {
      ...created.value,
      needsRead: true,
      onto: (stored) => {
        const made = makeDocument(schema, fields, { context, stored });
        return made.ok ? { ok: true, value: outcome(made.value, null, context.now) } : made;
      },
    },
  };
}

/** A document as the caller and the server make it, over one that is stored or none. */
function makeDocument(
  { hardened, managed }: DocumentSchema,
  given: Fields,
  { context, stored }: { readonly context: WriteContext; readonly stored: Fields | null },
): Checked<DocumentUpdate> {
  const own = withoutTimes(given, managed);
  const { fields, serverTimestamps, deletes } = resolveTransforms(own, context.now);
  const written = managed.size === 0 ? [] : Object.keys(own).map((name) => [name]);
  const refused = [...refuseManaged(managed, written), ...deletes.map(nothingToDelete)];
  if (refused.length > 0) return checked(refused, { fields });
  const { values, times } = manageFields(managed, context, stored);
  const result = validate(hardened, managed.size === 0 ? fields : { ...fields, ...values });
  if ("violations" in result) return { ok: false, violations: result.violations };
  return { ok: true, value: timed(result.value as Fields, [...serverTimestamps, ...times]) };
}

/** The fields without those in which the caller asks for the time that the server sets by itself. */
function withoutTimes(given: Fields, managed: DocumentSchema["managed"]): Fields {
  if (managed.size === 0) return given;
  const entries = Object.entries(given);
  return fieldsOf(entries.filter(([name, value]) => !asksForTime(managed, [name], value)));
}

/** Where a caller writes what only the server may. */
export function refuseManaged(
  managed: DocumentSchema["managed"],
  paths: readonly FieldPath[],
): readonly FieldViolation[] {
  return paths
    .filter(([name]) => name !== undefined && managed.has(name))
    .map((path) => ({
      field: formatFieldPath(path),
      description: "is set by the server: leave it out",
    }));
}

/** The update that leaves these times to Firestore. */
function timed(fields: Fields, times: readonly FieldPath[]): DocumentUpdate {
  if (times.length === 0) return { fields };
  return { fields: omit(fields, times), transforms: times.map(serverTimestamp) };
}

export function serverTimestamp(field: FieldPath): FieldTransform {
  return { field, transform: { kind: "serverTimestamp" } };
}

function nothingToDelete(path: FieldPath): FieldViolation {
  const description = "there is nothing to delete in what is written as a whole: leave it out";
  return { field: formatFieldPath(path), description };
}
