import { GatewayError, type Reason } from "../errors/error.ts";
import { isPrefix, pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import type { DocumentUpdate } from "../values/write.ts";
import { requiresNone } from "../documents/requires-none.ts";
import type { Precondition, StoredDocument, Write } from "../documents/store.ts";
import type { Condition } from "../policy/condition.ts";
import { holds } from "../policy/holds.ts";
import type { OtherDocuments } from "../policy/lookups.ts";
import type { CheckedWrite } from "../schema/check/checked-write.ts";
import { forbidden } from "../authorize/forbidden.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { unreadableError, unreadableIn } from "../reads/document-answer.ts";
import { invalidDocument } from "../authorize/invalid-document.ts";
import { storedRights } from "./stored-rights.ts";
import type { Known } from "./read-known.ts";

/**
 * The write that the grant allows on what is known, with the precondition under which it was
 * decided; or why there is none.
 */
export function decideWrite(grant: AuthorizedWrite, known: Known): Write | GatewayError {
  const stored = known.stored.get(grant.operation.path);
  const refused = stored === undefined ? undefined : refusal(grant, stored, known.others);
  return refused ?? toWrite(grant, stored, known.others);
}

/** What stands against the write in the stored document. */
function refusal(
  grant: AuthorizedWrite,
  stored: StoredDocument | null,
  others: OtherDocuments,
): GatewayError | undefined {
  const { operation } = grant;
  const { condition, kind } = operation;
  const { isGettable, isAllowed } = storedRights(grant, stored, others);
  // Who requires that there is no document may know whether there is one.
  const mayKnow = requiresNone(condition);
  const seen = isAllowed || isGettable || mayKnow ? stored : null;
  if (condition !== undefined && !meets(seen, condition)) return refuse(grant, "STALE");
  if (stored !== null && kind === "create") return refuse(grant, "DOCUMENT_EXISTS");
  if (stored !== null && !isAllowed) {
    const isKnown = isGettable || kind === "set";
    return isKnown ? forbidden(operation, grant.position) : refuse(grant, "DOCUMENT_NOT_FOUND");
  }
  if (stored === null && isMissing(grant, others)) return refuse(grant, "DOCUMENT_NOT_FOUND");
  return undefined;
}

/**
 * Where there is nothing, an update fails, and a delete does if failing could not tell from
 * forbidden; not one that requires that there is nothing, whose caller may know it.
 */
function isMissing({ operation, ...grant }: AuthorizedWrite, others: OtherDocuments): boolean {
  if (operation.kind === "update") return true;
  if (operation.kind !== "delete" || requiresNone(operation.condition)) return false;
  return ![grant.delete, grant.get].some((right) => holds(right, null, others));
}

function toWrite(
  grant: AuthorizedWrite,
  stored: StoredDocument | null | undefined,
  others: OtherDocuments,
): Write | GatewayError {
  const { path, kind } = grant.operation;
  const precondition = preconditionOf(grant, stored);
  const under = precondition && { precondition };
  if (kind === "delete") return { kind, path, ...under };
  if (kind === "verify") return { kind, path, precondition: precondition ?? { exists: true } };
  const update = updateOf(grant, stored, others);
  return update instanceof GatewayError ? update : { kind: "update", path, ...update, ...under };
}

/** The update, or the error for one that leaves an invalid or forbidden document. */
function updateOf(
  grant: AuthorizedWrite,
  stored: StoredDocument | null | undefined,
  others: OtherDocuments,
): DocumentUpdate | GatewayError {
  const { operation, position } = grant;
  const write = grant.write as CheckedWrite;
  const isNew = operation.kind === "create" || (operation.kind === "set" && stored === null);
  const condition: Condition = isNew ? grant.create : grant.update;
  const isKnownValid = !write.needsRead && !(write.needsDocument && stored === null);
  if (condition === true && isKnownValid) return write.update;
  const left = stored ? withUnreadableLeft(stored, write.update) : null;
  if (left !== null && hasUnreadableIn(left, write.dependsOn)) {
    return unreadableLeft(grant, left, others);
  }
  const outcome = write.onto(stored?.data ?? null);
  if (!outcome.ok) return invalidDocument(outcome.violations, grant);
  const { document: after, update } = outcome.value;
  const change = { before: stored?.data ?? null, after };
  const mayCompare = stored ? holds(grant.get, stored, others) : false;
  const candidate = { ...left, path: operation.path, data: after, change, mayCompare };
  return holds(condition, candidate, others) ? update : forbidden(operation, position);
}

/** The stored document, listing as unreadable only the fields that the write doesn't replace. */
export function withUnreadableLeft(
  { unreadable = [], ...stored }: StoredDocument,
  { mask, transforms = [] }: DocumentUpdate,
): StoredDocument {
  if (mask === undefined) return stored;
  const times = transforms.filter(({ transform }) => transform.kind === "serverTimestamp");
  const replaced = [...mask, ...times.map(({ field }) => field)];
  const left = unreadable.filter(({ field }) => !replaced.some((path) => isPrefix(path, field)));
  return left.length === 0 ? stored : { ...stored, unreadable: left };
}

function hasUnreadableIn(
  { unreadable = [] }: StoredDocument,
  parts: readonly FieldPath[],
): boolean {
  return unreadable.some(({ field }) => parts.some((part) => pathsOverlap(part, field)));
}

/** The error for a document that can't be checked against its schema. */
function unreadableLeft(
  { get, hidden, operation, position: { index } }: AuthorizedWrite,
  left: StoredDocument,
  others: OtherDocuments,
): GatewayError {
  const isGettable = holds(get, left, others);
  const field = isGettable ? unreadableIn(left, { select: undefined, hidden }) : undefined;
  return unreadableError(operation.path, { field, index });
}

/** The precondition by which Firestore refuses the write if what it was decided on has changed. */
function preconditionOf(
  { operation, write, needsRead }: AuthorizedWrite,
  stored: StoredDocument | null | undefined,
): Precondition | undefined {
  if (needsRead && stored !== undefined) {
    return stored === null ? { exists: false } : { updateTime: stored.updateTime };
  }
  if (operation.condition !== undefined) return operation.condition;
  if (operation.kind === "create") return { exists: false };
  return write?.needsDocument === true ? { exists: true } : undefined;
}

function meets(stored: StoredDocument | null, condition: Precondition): boolean {
  return "exists" in condition
    ? condition.exists === (stored !== null)
    : condition.updateTime === stored?.updateTime;
}

const MESSAGES = {
  STALE: (path: string) =>
    `${path} is not as the write requires: it was changed, made or deleted meanwhile. Read it again and decide anew.`,
  DOCUMENT_EXISTS: (path: string) =>
    `There is a document ${path} already. Choose another id, or set or update it.`,
  DOCUMENT_NOT_FOUND: (path: string) => `There is no document ${path}.`,
} as const satisfies Partial<Record<Reason, (path: string) => string>>;

function refuse(
  { operation, position }: AuthorizedWrite,
  reason: keyof typeof MESSAGES,
): GatewayError {
  const { path } = operation;
  const { index } = position;
  return new GatewayError(reason, MESSAGES[reason](path), {
    path,
    ...(index !== undefined && { index }),
  });
}
