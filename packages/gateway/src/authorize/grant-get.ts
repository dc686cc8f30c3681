import type { FieldPath } from "../paths/field-path.ts";
import type { Condition } from "../policy/condition.ts";
import { fieldRights, findHidden } from "./field-rights.ts";
import { resolve } from "../policy/resolve.ts";
import type { GrantContext } from "./grant-context.ts";
import { keepingOf, type Keeping } from "./keeping.ts";
import type { GetOperation } from "../request/operation.ts";

/** The right to get a document, if the condition holds of it. */
export interface GetGrant {
  readonly operation: GetOperation;
  /** The path pattern of the collection that it falls on. */
  readonly collection: string;
  readonly condition: Condition;
  /** Fields that the caller may not read. */
  readonly hidden: readonly FieldPath[];
  /** Whether the document may come from memory. */
  readonly keeping: Keeping | undefined;
}

export function grantGet(
  operation: GetOperation,
  { caller, collections, now }: GrantContext,
): GetGrant | undefined {
  const found = collections.find(operation.path);
  if (found === undefined) return undefined;
  const match = { ...found, now };
  const condition = resolve(match.definition.access.get, caller, match);
  if (condition === false) return undefined;
  const rights = fieldRights([match], caller);
  if (findHidden(rights, operation.fields ?? []) !== undefined) return undefined;
  const collection = match.definition.path;
  return {
    operation,
    collection,
    condition,
    hidden: rights.hidden,
    keeping: keepingOf([match]),
  };
}
