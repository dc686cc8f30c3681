import { checked, type Checked } from "../../errors/checked.ts";
import { copyPaths } from "../../values/copy-paths.ts";
import { editFields } from "../../values/edit-fields.ts";
import type { FieldViolation } from "../../errors/error.ts";
import { isPrefix } from "../../paths/field-path.ts";
import { outermost } from "../../paths/outermost.ts";
import { omit, valueAt } from "../../values/select.ts";
import type { Fields } from "../../values/value.ts";
import type { Change } from "../../wire/wire-changes.ts";
import type { DocumentUpdate } from "../../values/write.ts";
import { checkChanges, type CheckedChanges } from "./check-changes.ts";
import { harden } from "../definition/harden.ts";
import type { Scope } from "../definition/locate.ts";
import { refuseManaged, serverTimestamp } from "./check-whole.ts";
import {
  outcome,
  type CheckedWrite,
  type CheckedUpdate,
  type WriteContext,
} from "./checked-write.ts";
import type { DocumentSchema } from "../definition/document-schema.ts";
import { asksForTime, isKept, manageFields } from "../definition/managed-fields.ts";
import { validate } from "./validate.ts";

/** Most transforms of one document in a write. @see https://firebase.google.com/docs/firestore/quotas#writes_and_transactions */
const MAX_TRANSFORMS = 500;

/**
 * Checks an update of a document that must be there, field by field. The stored document is needed
 * only where the schema has refinements of the document or of a map on the way, or bounds on a
 * number that is incremented, or requires more in a map that may be missing; and of it only that
 * part is checked.
 */
export function checkUpdate(
  schema: DocumentSchema,
  changes: readonly Change[],
  context: WriteContext,
): Checked<CheckedWrite> {
  const { managed } = schema;
  const times = changes.filter(({ path, value }) => asksForTime(managed, path, value));
  const own = times.length === 0 ? changes : changes.filter((change) => !times.includes(change));
  const refused = refuseManaged(
    managed,
    own.map(({ path }) => path),
  );
  const fieldByField = checkChanges(schema.declared, own, context.now);
  const violations = [...refused, ...fieldByField.violations];
  const write = withManaged(managedBy(schema, times), fieldByField, context);
  if ((write.update.transforms?.length ?? 0) > MAX_TRANSFORMS) violations.push(TOO_MANY_TRANSFORMS);
  return checked(violations, write);
}

/** What the server writes with an update; with what it keeps, where the caller asks for its time there. */
interface ManagedUpdate extends DocumentSchema {
  readonly isKeeping: boolean;
}

function managedBy(schema: DocumentSchema, times: readonly Change[]): ManagedUpdate {
  const { managed } = schema;
  const names = times.map(({ path: [name = ""] }) => name);
  const kept = [...managed].filter(([name, kind]) => names.includes(name) && isKept(kind));
  const isKeeping = kept.length > 0;
  return {
    ...schema,
    isKeeping,
    ...(isKeeping && { updated: new Map([...schema.updated, ...kept]) }),
  };
}

const TOO_MANY_TRANSFORMS: FieldViolation = {
  field: "",
  description: `must not have more than ${String(MAX_TRANSFORMS)} transforms of a document`,
};

function withManaged(
  schema: ManagedUpdate,
  checkedChanges: CheckedChanges,
  context: WriteContext,
): CheckedWrite {
  const update = updateOver(null, schema, { checkedChanges, context });
  const scopes = outermost(checkedChanges.scopes, ({ path }) => path);
  const over = (stored: Fields | null) =>
    schema.isKeeping ? updateOver(stored, schema, { checkedChanges, context }) : update;
  return {
    update,
    dependsOn: scopes.map(({ path }) => path),
    needsRead: scopes.length > 0 || schema.isKeeping,
    needsDocument: true,
    onto: (stored) => checkScopes(schema, scopes, outcome(over(stored), stored, context.now)),
  };
}

/** The update, with what the server manages, of a document that is stored. */
function updateOver(
  stored: Fields | null,
  { updated }: ManagedUpdate,
  { checkedChanges, context }: { checkedChanges: CheckedChanges; context: WriteContext },
): DocumentUpdate {
  const { sets, deletes, transforms } = checkedChanges;
  const { values, times } = manageFields(updated, context, stored);
  const own = Object.keys(omit(values, times)).map((name) => [name]);
  const transformed = [...transforms, ...times.map(serverTimestamp)];
  return {
    fields: copyPaths(nest(sets), values, own),
    mask: [...sets.map(({ path }) => path), ...own, ...deletes],
    ...(transformed.length > 0 && { transforms: transformed }),
  };
}

/**
 * Checks what an update leaves of the parts of the document by which it is valid or not, and writes
 * the fields there as the schema makes them. What the update leaves as it was is not looked at:
 * the caller may be one who may not know of it.
 */
function checkScopes(
  { hardened }: DocumentSchema,
  scopes: readonly Scope[],
  { update, document }: CheckedUpdate,
): Checked<CheckedUpdate> {
  const violations: FieldViolation[] = [];
  let made = document;
  for (const { path, schema } of scopes) {
    const isWhole = path.length === 0;
    const value = isWhole ? document : valueAt(document, path);
    // What isn't there after an update was not there before, or is deleted and may be missing.
    if (value === undefined) continue;
    const result = validate(isWhole ? hardened : harden(schema), value, path);
    if ("violations" in result) violations.push(...result.violations);
    else if (isWhole) made = result.value as Fields;
    else made = editFields(made, [{ path, apply: () => result.value }]);
  }
  return checked(violations, { update: withMade(update, made, scopes), document });
}

/** The update, with what lies in the scopes as the schema made it. */
function withMade(update: DocumentUpdate, made: Fields, scopes: readonly Scope[]): DocumentUpdate {
  if (scopes.length === 0) return update;
  const { fields, mask = [], transforms = [] } = update;
  const checkedAt = mask.filter((field) => scopes.some(({ path }) => isPrefix(path, field)));
  // Of what is deleted there is nothing to copy; what is transformed is left to Firestore.
  const copied = copyPaths(fields, made, checkedAt);
  return {
    ...update,
    fields: omit(
      copied,
      transforms.map(({ field }) => field),
    ),
  };
}

/** The fields that have these values at these paths. */
function nest(sets: readonly Change[]): Fields {
  return editFields(
    {},
    sets.map(({ path, value }) => ({ path, apply: () => value })),
  );
}
