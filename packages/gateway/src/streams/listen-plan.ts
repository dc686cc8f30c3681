import { listenRequest, type ListenBody, type ListenBodyTarget } from "../api/listen.ts";
import type { Authorize, AuthorizedGet, AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { GatewayError, invalidRequest } from "../errors/error.ts";
import type { Root } from "../documents/codec.ts";
import { toListened } from "../firestore-rest/listened-target.ts";
import { at } from "../firestore-rest/place.ts";
import { parseBy } from "../request/parse.ts";
import { toDocumentPath, toFieldPaths } from "../request/request-path.ts";
import type { Query } from "../query/query.ts";
import type { GetOperation, ListOperation } from "../request/operation.ts";
import type { RequestPosition } from "../request/request-position.ts";
import { toQuery } from "../request/request-query.ts";

/** What each target of a stream is allowed, in order, or why it is not. */
export type ListenPlan = readonly (AuthorizedGet | AuthorizedList | PendingList | GatewayError)[];

/** @throws GatewayError INVALID_REQUEST */
export function parseListen(data: unknown): ListenBody {
  const body = parseBy(listenRequest, data);
  const ids = new Set<string>();
  for (const [index, { id }] of body.targets.entries()) {
    if (ids.has(id)) throw invalidRequest(`${positionOf(index).at}.id`, "stands there already");
    ids.add(id);
  }
  return body;
}

/** Authorizes each target by itself: what one may not be listened to is told, and the others go on. */
export function planListen({ targets }: ListenBody, authorize: Authorize, root: Root): ListenPlan {
  return targets.map((target, index) => {
    const position = positionOf(index);
    try {
      const asked = askedOf(target, position, root);
      return asked.kind === "get" ? authorize(asked, position) : authorize(asked, position);
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  });
}

export function positionOf(index: number): RequestPosition {
  return { at: `targets[${String(index)}]`, index };
}

/** What a target asks for, before policy. @throws GatewayError INVALID_REQUEST, UNIMPLEMENTED */
export function askedOf(
  target: ListenBodyTarget,
  position: RequestPosition,
  root: Root,
): GetOperation | ListOperation {
  const { path, fields, message } = target;
  if (message !== undefined) {
    checkMembers(target, ["message"], position);
    const listened = toListened(message, at(undefined, `${position.at}.message`), root);
    return "path" in listened
      ? { kind: "get", path: listened.path }
      : { kind: "list", query: listened.query };
  }
  if (path === undefined) {
    if (fields !== undefined) throw invalidRequest(`${position.at}.fields`, "is for a document");
    return { kind: "list", query: queryOf(target) };
  }
  checkMembers(target, ["path", "fields"], position);
  const asked = fields && { fields: toFieldPaths(fields, `${position.at}.fields`) };
  return { kind: "get", path: toDocumentPath(path, `${position.at}.path`), ...asked };
}

function queryOf(target: ListenBodyTarget): Query {
  const {
    id: _id,
    token: _token,
    path: _path,
    fields: _fields,
    message: _message,
    ...query
  } = target;
  return toQuery(query);
}

/** @throws GatewayError INVALID_REQUEST where the target has another member */
function checkMembers(
  target: ListenBodyTarget,
  members: readonly [string, ...string[]],
  position: RequestPosition,
): void {
  const allowed = ["id", "token", ...members];
  const [other] = Object.keys(target).filter((name) => !allowed.includes(name));
  if (other !== undefined) {
    throw invalidRequest(`${position.at}.${other}`, `can't stand beside ${members[0]}`);
  }
}
