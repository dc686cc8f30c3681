import type { Caller } from "../caller/caller.ts";
import { GatewayError } from "../errors/error.ts";
import type { Registry } from "../collection/registry.ts";
import { grantGet, type GetGrant } from "./grant-get.ts";
import { grantList, type ListGrant } from "./grant-list.ts";
import { grantWrite, type WriteGrant } from "./grant-write.ts";
import type {
  GetOperation,
  ListOperation,
  OperateOperation,
  Operation,
  WriteOperation,
} from "../request/operation.ts";

declare const authorized: unique symbol;

/** What the caller was granted for one operation. Only this file can make one. */
export type Authorized<Grant extends AnyGrant = AnyGrant> = Grant & {
  readonly [authorized]: true;
};

/** The right to operate the gateway. */
export interface OperateGrant {
  readonly operation: OperateOperation;
  /** It falls on none. */
  readonly collection: "";
}

export type AnyGrant = GetGrant | ListGrant | WriteGrant | OperateGrant;
export type AuthorizedGet = Authorized<GetGrant>;
export type AuthorizedList = Authorized<ListGrant>;
export type AuthorizedWrite = Authorized<WriteGrant>;
export type AuthorizedOperate = Authorized<OperateGrant>;

/** Where in the request an operation stands, for messages: `writes[2]`. */
export interface Position {
  readonly at: string;
  readonly index?: number;
}

/**
 * Decides, without the database, whether the caller may do this, and on which conditions.
 *
 * @throws GatewayError FORBIDDEN, alike whether the collection is unknown or closed to the caller
 */
export interface Authorize {
  (operation: GetOperation, position: Position): AuthorizedGet;
  (operation: ListOperation, position: Position): AuthorizedList;
  (operation: WriteOperation, position: Position): AuthorizedWrite;
  (operation: OperateOperation, position: Position): AuthorizedOperate;
}

/** The one door: the {@link Authorize} of a caller. */
export function authorizer(context: Omit<GrantContext, "position">): Authorize {
  const authorize = (operation: Operation, position: Position): AnyGrant => {
    const grant = grantFor(operation, { ...context, position });
    if (grant !== undefined) return grant;
    throw forbidden(operation, position);
  };
  return authorize as Authorize;
}

/** What a grant is decided with. */
export interface GrantContext {
  readonly caller: Caller;
  readonly collections: Registry;
  /** When the call came: RFC 3339, UTC, with microseconds. */
  readonly now: string;
  readonly position: Position;
}

function grantFor(operation: Operation, context: GrantContext): AnyGrant | undefined {
  switch (operation.kind) {
    case "get":
      return grantGet(operation, context);
    case "list":
      return grantList(operation, context);
    case "operate":
      return context.caller.admin ? { operation, collection: "" } : undefined;
    default:
      return grantWrite(operation, context);
  }
}

/** Who may create a document may still be refused an id of their own, and that is hard to guess. */
function hintFor(operation: Exclude<Operation, OperateOperation>): string {
  const choosesId = operation.kind === "create" && operation.generatedId !== true;
  return choosesId
    ? " An id of one's own is for who may get whatever has that id: createDocument without one makes one."
    : "";
}

/** The error for what is not allowed, or is not there and may not be known of. */
export function forbidden(operation: Operation, position: Position): GatewayError {
  if (operation.kind === "operate") {
    return new GatewayError("FORBIDDEN", "Only admins may do this. Sign in as one.");
  }
  const path = operation.kind === "list" ? operation.query.collection : operation.path;
  const { at, index } = position;
  return new GatewayError(
    "FORBIDDEN",
    `You may not ${operation.kind} ${path}, or there is no such collection. Sign in as somebody who may, or ask the project's owner.${hintFor(operation)}`,
    { field: at, path, ...(index !== undefined && { index }) },
  );
}
