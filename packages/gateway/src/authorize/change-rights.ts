import type { FieldPath } from "../paths/field-path.ts";
import type { Condition } from "../policy/condition.ts";
import { resolve } from "../policy/resolve.ts";
import { fieldRights } from "./field-rights.ts";
import type { GrantContext } from "./grant-context.ts";

/** What a caller may see of the changes of a document. */
export interface ChangeRights {
  /** What must hold of a state of the document for it to be seen. */
  readonly get: Condition;
  /** Fields that the caller may not read. */
  readonly hidden: readonly FieldPath[];
}

/** The rights on the changes of the document at a path; none where its collection is not declared any more. */
export function changeRights(
  path: string,
  { caller, collections, now }: Omit<GrantContext, "position">,
): ChangeRights {
  const found = collections.find(path);
  if (found === undefined) return { get: false, hidden: [[]] };
  const match = { ...found, now };
  const { hidden } = fieldRights([match], caller);
  return { get: resolve(match.definition.access.get, caller, match), hidden };
}
