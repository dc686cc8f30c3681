import type { Caller } from "../contract/caller.ts";
import type { FieldPath } from "../contract/value.ts";
import type { Condition } from "../policy/condition.ts";
import { fieldRights, findReadOnly } from "../policy/field-rights.ts";
import type { CollectionMatch } from "../policy/registry.ts";
import { resolve } from "../policy/resolve.ts";
import type { GrantContext, Position } from "./authorize.ts";
import type { WriteOperation } from "./operation.ts";
import { prepareWrite, type PreparedWrite } from "./prepare-write.ts";

/** The right to one write, if the conditions hold of the stored document and of what it becomes. */
export interface WriteGrant {
  readonly operation: WriteOperation;
  readonly position: Position;
  /** Of the stored document, to know of it at all. */
  readonly get: Condition;
  /** Of the document that is made, where there was none. */
  readonly create: Condition;
  /** Of the stored document and of what it becomes. */
  readonly update: Condition;
  /** Of the stored document. */
  readonly delete: Condition;
  /** Checked against the collection's schema. */
  readonly write: PreparedWrite;
  /** Whether the stored document has to be read before it is known what to write. */
  readonly needsRead: boolean;
}

export function grantWrite(
  operation: WriteOperation,
  { caller, collections, position }: GrantContext,
): WriteGrant | undefined {
  const match = collections.find(operation.path);
  if (match === undefined) return undefined;
  const touched = touchedFields(operation);
  const rights = resolveRights(match, caller, touched);
  if (!mayAttempt(operation, rights)) return undefined;
  if (findReadOnly(fieldRights([match], caller), touched) !== undefined) return undefined;
  const write = prepareWrite(operation, { match, caller, position });
  const needsRead = write.needsRead || !isDecided(operation, rights);
  return { operation, position, ...rights, write, needsRead };
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
function isDecided({ kind }: WriteOperation, { get, create, update, delete: remove }: Rights): boolean {
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

/** The field paths that a write sets, deletes or transforms. The empty one is the whole document. */
function touchedFields(operation: WriteOperation): readonly FieldPath[] {
  switch (operation.kind) {
    case "create":
      return Object.keys(operation.fields).map((name) => [name]);
    case "set":
      if (operation.merge === undefined) return [[]];
      return operation.merge === true ? Object.keys(operation.fields).map((n) => [n]) : operation.merge;
    case "update":
      return operation.changes.map(({ path }) => path);
    default:
      return [];
  }
}
