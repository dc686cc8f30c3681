import { GatewayError } from "../errors/error.ts";
import { isOfAllCollections, reachOf } from "../query/all-collections.ts";
import type { OperateOperation, Operation } from "../request/operation.ts";
import type { RequestPosition } from "../request/request-position.ts";

/** The error for an operation that is not allowed, or is of a collection that does not exist. */
export function forbidden(operation: Operation, position: RequestPosition): GatewayError {
  if (operation.kind === "operate") {
    const who = operation.byServices === true ? "admins and services" : "admins";
    return new GatewayError("FORBIDDEN", `Only ${who} may do this. Sign in as one.`);
  }
  const path = operation.kind === "list" ? operation.query.collection : operation.path;
  const { at, index } = position;
  if (operation.kind === "list" && isOfAllCollections(operation.query)) {
    const below = reachOf(operation.query);
    return new GatewayError(
      "FORBIDDEN",
      `You may not list all that is below ${below === "" ? "the root" : below}: for that every collection there, whatever its id, has to be declared and yours to list, whatever is stored.`,
      { field: at, path: below },
    );
  }
  return new GatewayError(
    "FORBIDDEN",
    `You may not ${operation.kind} ${path}, or there is no such collection. Sign in as somebody who may, or ask the project's owner.${hintFor(operation)}`,
    { field: at, path, ...(index !== undefined && { index }) },
  );
}

/** Tells a caller who chose a document's id why that may be refused. */
function hintFor(operation: Exclude<Operation, OperateOperation>): string {
  const choosesId = operation.kind === "create" && operation.generatedId !== true;
  return choosesId
    ? " An id of one's own is for who may get whatever has that id: createDocument without one makes one."
    : "";
}
