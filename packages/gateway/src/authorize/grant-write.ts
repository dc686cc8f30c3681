import type { Audit } from "../collection/audit.ts";
import type { Caller } from "../caller/caller.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Condition } from "../policy/condition.ts";
import { fieldRights, findReadOnly } from "./field-rights.ts";
import type { CollectionMatch } from "../collection/registry.ts";
import type { WrittenFields } from "../policy/policy-scope.ts";
import { resolve } from "../policy/resolve.ts";
import type { CheckedWrite } from "../schema/check/checked-write.ts";
import type { GrantContext } from "./grant-context.ts";
import type { RequestPosition } from "../request/request-position.ts";
import { checkWrite } from "./check-write.ts";
import type { WriteOperation } from "../request/operation.ts";
import type { ClientTransform } from "../schema/check/client-transforms.ts";
import type { DocumentSchema } from "../schema/definition/document-schema.ts";
import { isTime } from "../schema/definition/managed-fields.ts";
import { readContent, touchedFields, type Content } from "./read-content.ts";

/** The right to one write, if the conditions hold of the stored document and of what it becomes. */
export interface WriteGrant {
  readonly operation: WriteOperation;
  /** The path pattern of the collection that it falls on. */
  readonly collection: string;
  readonly position: RequestPosition;
  /** What must hold of the stored document for the caller to know of it. */
  readonly get: Condition;
  /** What must hold of the new document where none was stored. */
  readonly create: Condition;
  /** What must hold of the stored document and of the document after an update. */
  readonly update: Condition;
  /** What must hold of the stored document for it to be deleted. */
  readonly delete: Condition;
  /** What is written, checked against the collection's schema; null where nothing is. */
  readonly write: CheckedWrite | null;
  /** When the call came: what the server's time is taken for until Firestore tells it. */
  readonly now: string;
  /** The transforms that the caller sent, in their order. */
  readonly sent: readonly ClientTransform[];
  /** Whether the stored document has to be read before it is known what to write. */
  readonly needsRead: boolean;
  /** Fields that the caller may not read. */
  readonly hidden: readonly FieldPath[];
  /** Fields that no automatic index holds, with all below them. */
  readonly unindexed: readonly FieldPath[];
  /** What of it leaves an entry in the audit trail; absent where nothing does. */
  readonly audit?: Audit;
}

/** @throws GatewayError INVALID_DOCUMENT */
export function grantWrite(
  operation: WriteOperation,
  context: GrantContext,
): WriteGrant | undefined {
  const { caller, collections, now, position } = context;
  const found = collections.find(operation.path);
  if (found === undefined) return undefined;
  const match = { ...found, now };
  const { path: collection, documents, unindexed, audit } = match.definition;
  // Of an update that touches nothing, every policy says as much as it ever will.
  const before = resolveRights(match, caller);
  if (!mayAttempt(operation, before)) return undefined;
  const content = readContent(operation, position);
  const touched = touchedByCaller(content, documents);
  const fields = fieldRights([match], caller);
  // Of a document that the caller may not get, all is hidden.
  const hidden = before.get === false ? [[]] : fields.hidden;
  const rights = { ...before, update: resolveUpdate(match, caller, { touched, hidden }) };
  if (!mayAttempt(operation, rights)) return undefined;
  if (findReadOnly(fields, touched) !== undefined) return undefined;
  const write = checkWrite(content, { ...context, operation, match, hidden: fields.hidden });
  if (write !== null && wouldTell(operation, write, rights)) return undefined;
  return {
    operation,
    collection,
    position,
    get: rights.get,
    create: rights.create,
    update: rights.update,
    delete: rights.delete,
    write,
    now,
    sent: "sent" in content ? content.sent : [],
    needsRead:
      write?.needsRead === true || !isDecided(operation, rights) || needsVersion(operation, audit),
    hidden: fields.hidden,
    unindexed,
    ...(audit && { audit }),
  };
}

/** The fields that the caller writes: no time that the server sets by itself, and that it asks for. */
function touchedByCaller(content: Content, { managed }: DocumentSchema): readonly FieldPath[] {
  return touchedFields(content).filter(
    ([name = "", ...below]) => below.length > 0 || !isTime(managed.get(name)),
  );
}

/** Whether the outcome depends on what is stored, and the caller may not know what that is. */
function wouldTell(
  { kind }: WriteOperation,
  write: CheckedWrite,
  { get, hasOpenIds }: KnownRights,
): boolean {
  if (write.needsRead && get === false) return true;
  return kind === "set" && write.needsDocument && get !== true && !hasOpenIds;
}

type Rights = Pick<WriteGrant, "get" | "create" | "update" | "delete">;

/** The rights, and whether the caller may know which ids are taken. */
type KnownRights = Rights & { readonly hasOpenIds: boolean };

function resolveRights(match: CollectionMatch, caller: Caller): KnownRights {
  const { access, hasOpenIds } = match.definition;
  return {
    get: resolve(access.get, caller, match),
    create: resolve(access.create, caller, match),
    update: resolveUpdate(match, caller, { touched: [], hidden: [] }),
    delete: resolve(access.delete, caller, match),
    hasOpenIds,
  };
}

function resolveUpdate(
  match: CollectionMatch,
  caller: Caller,
  { touched, hidden }: Omit<WrittenFields, "managed">,
): Condition {
  const { access, documents } = match.definition;
  const written = { touched, hidden, managed: documents.managedPaths };
  return resolve(access.update, caller, { ...match, written });
}

/**
 * Whether any stored document could allow the write. Where success would tell whether there is a
 * document, the caller must be one who may know that: who may get any document of that path, or
 * whoever it is where the ids are open.
 */
function mayAttempt(operation: WriteOperation, rights: KnownRights): boolean {
  const { get, create, update } = rights;
  const { condition } = operation;
  if (condition !== undefined && !saysItself(operation, rights) && !mayRequire(condition, rights)) {
    return false;
  }
  const mayKnow = get === true || rights.hasOpenIds;
  switch (operation.kind) {
    case "create":
      return create !== false && (operation.generatedId === true || mayKnow);
    case "set":
      if (create === false && update === false) return false;
      return mayKnow || (create === true && update === true && condition === undefined);
    case "verify":
      return get !== false;
    default:
      return rights[operation.kind] !== false;
  }
}

type RequiredState = NonNullable<WriteOperation["condition"]>;

/**
 * Whether it requires that there is a document, without which it fails anyway: an update, and a
 * delete that can't tell no document from a forbidden one.
 */
function saysItself({ kind, condition }: WriteOperation, rights: KnownRights): boolean {
  if (condition === undefined || !("exists" in condition) || !condition.exists) return false;
  return kind === "update" || (kind === "delete" && rights.delete !== true);
}

/** Whether the caller may know if what it requires is so. */
function mayRequire(condition: RequiredState, { get, hasOpenIds }: KnownRights): boolean {
  if (!("exists" in condition)) return get !== false;
  if (hasOpenIds) return true;
  return condition.exists ? get !== false : get === true;
}

/** Whether the audit trail takes what is stored: of a create that is nothing. */
function needsVersion({ kind }: WriteOperation, audit: Audit | undefined): boolean {
  return audit?.versions === true && kind !== "create" && kind !== "verify";
}

/** Whether the policy says yes whatever is stored. */
function isDecided(
  { kind }: WriteOperation,
  { get, create, update, delete: remove }: Rights,
): boolean {
  switch (kind) {
    case "create":
      return true;
    case "set":
      return create === true && update === true;
    case "update":
      return update === true;
    case "delete":
      return remove === true;
    case "verify":
      return get === true;
  }
}
