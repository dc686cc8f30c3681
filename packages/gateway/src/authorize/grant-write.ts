import type { Caller } from "../caller/caller.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Condition } from "../policy/condition.ts";
import { fieldRights, findReadOnly } from "./field-rights.ts";
import type { CollectionMatch } from "../collection/registry.ts";
import { resolve } from "../policy/resolve.ts";
import type { CheckedWrite } from "../schema/check/checked-write.ts";
import type { GrantContext } from "./grant-context.ts";
import type { RequestPosition } from "../request/request-position.ts";
import { checkWrite } from "./check-write.ts";
import type { WriteOperation } from "../request/operation.ts";
import type { FieldTransform } from "../values/write.ts";
import { isTime } from "../schema/definition/managed-fields.ts";
import { readContent, touchedFields } from "./read-content.ts";

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
  readonly sent: readonly FieldTransform[];
  /** Whether the stored document has to be read before it is known what to write. */
  readonly needsRead: boolean;
  /** Fields that the caller may not read. */
  readonly hidden: readonly FieldPath[];
  /** Fields that no automatic index holds, with all below them. */
  readonly unindexed: readonly FieldPath[];
}

/** @throws GatewayError INVALID_DOCUMENT */
export function grantWrite(
  operation: WriteOperation,
  context: GrantContext,
): WriteGrant | undefined {
  const { caller, collections, position } = context;
  const match = collections.find(operation.path);
  if (match === undefined) return undefined;
  // Of an update that touches nothing, every policy says as much as it ever will.
  if (!mayAttempt(operation, resolveRights(match, caller, []))) return undefined;
  const content = readContent(operation, position);
  const { managed } = match.definition.documents;
  // A time that the server sets by itself is no field that the caller writes by asking for it.
  const touched = touchedFields(content).filter(
    ([name = "", ...below]) => below.length > 0 || !isTime(managed.get(name)),
  );
  const rights = resolveRights(match, caller, touched);
  if (!mayAttempt(operation, rights)) return undefined;
  const fields = fieldRights([match], caller);
  if (findReadOnly(fields, touched) !== undefined) return undefined;
  const write = checkWrite(content, { ...context, operation, match, hidden: fields.hidden });
  if (write !== null && wouldTell(operation, write, rights)) return undefined;
  const needsRead = write?.needsRead === true || !isDecided(operation, rights);
  const { path: collection, unindexed } = match.definition;
  const { hidden } = fields;
  const { now } = context;
  const sent = "sent" in content ? content.sent : [];
  return {
    operation,
    collection,
    position,
    ...rights,
    write,
    sent,
    now,
    needsRead,
    hidden,
    unindexed,
  };
}

/** Whether the outcome depends on what is stored, and the caller may not know what that is. */
function wouldTell({ kind }: WriteOperation, write: CheckedWrite, { get }: Rights): boolean {
  if (write.needsRead && get === false) return true;
  return kind === "set" && write.needsDocument && get !== true;
}

type Rights = Pick<WriteGrant, "get" | "create" | "update" | "delete">;

function resolveRights(
  { definition: { access }, ...scope }: CollectionMatch,
  caller: Caller,
  touched: readonly FieldPath[],
): Rights {
  return {
    get: resolve(access.get, caller, scope),
    create: resolve(access.create, caller, scope),
    update: resolve(access.update, caller, { ...scope, touched }),
    delete: resolve(access.delete, caller, scope),
  };
}

/**
 * Whether any stored document could allow the write. Where success would tell whether there is a
 * document, the caller must be one who may know that: who may get any document of that path.
 */
function mayAttempt(operation: WriteOperation, rights: Rights): boolean {
  const { get, create, update } = rights;
  const { condition } = operation;
  if (condition !== undefined && get === false) return false;
  if (condition !== undefined && "exists" in condition && !condition.exists && get !== true) {
    return false;
  }
  switch (operation.kind) {
    case "create":
      return create !== false && (operation.generatedId === true || get === true);
    case "set":
      if (create === false && update === false) return false;
      return get === true || (create === true && update === true && condition === undefined);
    case "verify":
      return get !== false;
    default:
      return rights[operation.kind] !== false;
  }
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
