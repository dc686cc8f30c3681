import { GatewayError } from "../errors/error.ts";
import type { OperateOperation, Operation } from "../request/operation.ts";
import type { RequestPosition } from "../request/request-position.ts";

/** The error for what is not allowed, or is not there and may not be known of. */
export function forbidden(operation: Operation, position: RequestPosition): GatewayError {
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

/** Who may create a document may still be refused an id of their own, and that is hard to guess. */
function hintFor(operation: Exclude<Operation, OperateOperation>): string {
  const choosesId = operation.kind === "create" && operation.generatedId !== true;
  return choosesId
    ? " An id of one's own is for who may get whatever has that id: createDocument without one makes one."
    : "";
}
