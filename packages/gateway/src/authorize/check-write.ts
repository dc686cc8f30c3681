import type { Checked } from "../errors/checked.ts";
import { checkLimits } from "../values/document-limits.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { CollectionMatch } from "../collection/registry.ts";
import { checkMerge } from "../schema/check/check-merge.ts";
import { checkUpdate } from "../schema/check/check-update.ts";
import { checkCreate, checkReplace } from "../schema/check/check-whole.ts";
import type { CheckedWrite } from "../schema/check/checked-write.ts";
import type { GrantContext } from "./grant-context.ts";
import { invalidDocument } from "./invalid-document.ts";
import type { WriteOperation } from "../request/operation.ts";
import type { Content } from "./read-content.ts";

interface CheckContext extends Omit<GrantContext, "collections"> {
  readonly operation: WriteOperation;
  readonly match: CollectionMatch;
  readonly hidden: readonly FieldPath[];
}

/**
 * What is written, checked against its collection's schema; null for what writes nothing.
 *
 * @throws GatewayError INVALID_DOCUMENT
 */
export function checkWrite(content: Content, context: CheckContext): CheckedWrite | null {
  const { match, caller, now } = context;
  const schema = match.definition.documents;
  const author = { uid: caller.uid, now };
  switch (content.kind) {
    case "create":
      return valid(checkCreate(schema, content.fields, author), context);
    case "set":
      return valid(checkReplace(schema, content.fields, author), context);
    case "merge":
      return valid(checkMerge(schema, content.changes, author), context);
    case "update":
      return valid(checkUpdate(schema, content.changes, author), context);
    default:
      return null;
  }
}

function valid(
  result: Checked<CheckedWrite>,
  { operation, position, hidden, match }: CheckContext,
): CheckedWrite {
  const refused = { operation, position, hidden };
  if (!result.ok) throw invalidDocument(result.violations, refused);
  const { fields } = result.value.update;
  const { unindexed } = match.definition;
  const [tooMuch] = checkLimits({ path: operation.path, fields, unindexed });
  if (tooMuch !== undefined) throw invalidDocument([tooMuch], refused);
  return result.value;
}
