import type { Authorized } from "./authorized.ts";
import { forbidden } from "./forbidden.ts";
import type { GrantContext } from "./grant-context.ts";
import { grantGet, type GetGrant } from "./grant-get.ts";
import { grantList, type ListGrant, type PendingList } from "./grant-list.ts";
import { grantWrite, type WriteGrant } from "./grant-write.ts";
import type {
  GetOperation,
  ListOperation,
  OperateOperation,
  Operation,
  WriteOperation,
} from "../request/operation.ts";
import type { RequestPosition } from "../request/request-position.ts";

/** The right to operate the gateway. */
export interface OperateGrant {
  readonly operation: OperateOperation;
  /** Always empty: it falls on no collection. */
  readonly collection: "";
}

export type AuthorizedGet = Authorized<GetGrant>;
export type AuthorizedList = Authorized<ListGrant>;
export type AuthorizedWrite = Authorized<WriteGrant>;
export type AuthorizedOperate = Authorized<OperateGrant>;

/** Whatever may be granted. A query may have to wait for the documents that decide membership. */
export type AnyGrant =
  AuthorizedGet | AuthorizedList | PendingList | AuthorizedWrite | AuthorizedOperate;

/**
 * Decides, without the database, whether the caller may do this, and on which conditions.
 *
 * @throws GatewayError FORBIDDEN, alike whether the collection is unknown or closed to the caller
 */
export interface Authorize {
  (operation: GetOperation, position: RequestPosition): AuthorizedGet;
  (operation: ListOperation, position: RequestPosition): AuthorizedList | PendingList;
  (operation: WriteOperation, position: RequestPosition): AuthorizedWrite;
  (operation: OperateOperation, position: RequestPosition): AuthorizedOperate;
}

/** Makes the {@link Authorize} of a caller. */
export function authorizer(context: Omit<GrantContext, "position">): Authorize {
  const authorize = (operation: Operation, position: RequestPosition): AnyGrant => {
    const grant = grantFor(operation, { ...context, position });
    if (grant !== undefined) return grant as AnyGrant;
    throw forbidden(operation, position);
  };
  return authorize as Authorize;
}

function grantFor(
  operation: Operation,
  context: GrantContext,
): GetGrant | ListGrant | PendingList | WriteGrant | OperateGrant | undefined {
  switch (operation.kind) {
    case "get":
      return grantGet(operation, context);
    case "list":
      return grantList(operation, context);
    case "operate":
      return mayOperate(operation, context) ? { operation, collection: "" } : undefined;
    default:
      return grantWrite(operation, context);
  }
}

function mayOperate({ byServices }: OperateOperation, { caller }: GrantContext): boolean {
  return caller.admin || (byServices === true && caller.kind === "service");
}
