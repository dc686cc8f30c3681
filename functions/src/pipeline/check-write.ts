import type { Checked } from "../contract/checked.ts";
import { GatewayError, invalid, type FieldViolation } from "../contract/error.ts";
import { fieldPathOfPlace, isPrefix } from "../contract/field-path.ts";
import { checkIndexEntries } from "../contract/index-entries.ts";
import type { FieldPath } from "../contract/value.ts";
import type { CollectionMatch } from "../policy/registry.ts";
import { checkSet } from "../schema/check-set.ts";
import { checkUpdate } from "../schema/check-update.ts";
import { checkCreate } from "../schema/check-whole.ts";
import type { CheckedWrite } from "../schema/checked-write.ts";
import type { GrantContext, Position } from "./authorize.ts";
import type { WriteOperation } from "./operation.ts";

interface CheckContext extends Omit<GrantContext, "collections"> {
  readonly match: CollectionMatch;
  readonly hidden: readonly FieldPath[];
}

/**
 * What the operation writes, checked against its collection's schema; null for what writes nothing.
 *
 * @throws GatewayError INVALID_DOCUMENT
 */
export function checkWrite(operation: WriteOperation, context: CheckContext): CheckedWrite | null {
  const { match, caller, now } = context;
  const schema = match.definition.documents;
  const by = { uid: caller.uid, now };
  switch (operation.kind) {
    case "create":
      return valid(checkCreate(schema, operation.fields, by), context, operation);
    case "set": {
      const { fields, merge } = operation;
      const options = { ...by, ...(merge !== undefined && { merge }) };
      return valid(checkSet(schema, fields, options), context, operation);
    }
    case "update":
      return valid(checkUpdate(schema, operation.changes, by), context, operation);
    default:
      return null;
  }
}

function valid(
  result: Checked<CheckedWrite>,
  { position, hidden, match }: CheckContext,
  operation: WriteOperation,
): CheckedWrite {
  const of = { operation, position, hidden };
  if (!result.ok) throw invalidDocument(result.violations, of);
  const [tooMany] = checkIndexEntries(result.value.update.fields, match.definition.unindexed);
  if (tooMany !== undefined) throw invalidDocument([tooMany], of);
  return result.value;
}

/** The error for a document against its schema. Fields that the caller may not read are not named. */
export function invalidDocument(
  violations: readonly [FieldViolation, ...FieldViolation[]],
  of: {
    readonly operation: WriteOperation;
    readonly position: Position;
    readonly hidden: readonly FieldPath[];
  },
): GatewayError {
  const [first, ...rest] = violations.map((violation) => told(violation, of.hidden));
  const error = invalid("INVALID_DOCUMENT", [first as FieldViolation, ...rest]);
  const { index } = of.position;
  if (index === undefined) return error;
  return new GatewayError("INVALID_DOCUMENT", error.message, {
    ...error.details,
    index,
    path: of.operation.path,
  });
}

function told(violation: FieldViolation, hidden: readonly FieldPath[]): FieldViolation {
  const place = fieldPathOfPlace(violation.field);
  const isHidden = hidden.some((field) => isPrefix(field, place));
  return isHidden
    ? { field: "", description: "a field that you may not read is not valid" }
    : violation;
}
