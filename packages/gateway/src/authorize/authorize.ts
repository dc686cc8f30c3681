import { forbidden } from "./forbidden.ts";
import type { GrantContext } from "./grant-context.ts";
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
import type { RequestPosition } from "../request/request-position.ts";

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

/**
 * Decides, without the database, whether the caller may do this, and on which conditions.
 *
 * @throws GatewayError FORBIDDEN, alike whether the collection is unknown or closed to the caller
 */
export interface Authorize {
  (operation: GetOperation, position: RequestPosition): AuthorizedGet;
  (operation: ListOperation, position: RequestPosition): AuthorizedList;
  (operation: WriteOperation, position: RequestPosition): AuthorizedWrite;
  (operation: OperateOperation, position: RequestPosition): AuthorizedOperate;
}

/** The one door: the {@link Authorize} of a caller. */
export function authorizer(context: Omit<GrantContext, "position">): Authorize {
  const authorize = (operation: Operation, position: RequestPosition): AnyGrant => {
    const grant = grantFor(operation, { ...context, position });
    if (grant !== undefined) return grant;
    throw forbidden(operation, position);
  };
  return authorize as Authorize;
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
