import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { StoredDocument } from "../documents/store.ts";
import { isAboutChange, type DocumentChange } from "../policy/condition.ts";
import { holds } from "../policy/holds.ts";
import type { OtherDocuments } from "../policy/lookups.ts";

/** What the caller of a write may do with what is stored. */
export interface StoredRights {
  /** Whether it may get it, and so know of it. */
  readonly isGettable: boolean;
  /** Whether it may do with it what it asks. */
  readonly isAllowed: boolean;
}

export function storedRights(
  grant: AuthorizedWrite,
  stored: StoredDocument | null,
  others: OtherDocuments,
): StoredRights {
  if (stored === null) return { isGettable: false, isAllowed: false };
  const isGettable = holds(grant.get, stored, others);
  const right = touchingRight(grant.operation);
  if (right === undefined) return { isGettable, isAllowed: false };
  const condition = grant[right];
  const change = isAboutChange(condition) ? changeOf(grant, stored) : undefined;
  const subject = { ...stored, ...(change && { change }), mayCompare: isGettable };
  return { isGettable, isAllowed: holds(condition, subject, others) };
}

/** The right that a write needs on the document that is stored; none for a create. */
export function touchingRight({
  kind,
}: AuthorizedWrite["operation"]): "get" | "update" | "delete" | undefined {
  switch (kind) {
    case "create":
      return undefined;
    case "set":
    case "update":
      return "update";
    case "delete":
      return "delete";
    case "verify":
      return "get";
  }
}

/** What the write makes of the document; undefined where it would leave an invalid one. */
export function changeOf(
  { operation: { kind }, write }: AuthorizedWrite,
  stored: StoredDocument | null,
): DocumentChange | undefined {
  const before = stored?.data ?? null;
  if (write === null) return { before, after: kind === "delete" ? null : before };
  const outcome = write.onto(before);
  return outcome.ok ? { before, after: outcome.value.document } : undefined;
}
