import { listenRequest, type ListenBody, type ListenBodyTarget } from "../api/listen.ts";
import type { Authorize, AuthorizedGet, AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { GatewayError, invalidRequest } from "../errors/error.ts";
import { parseBy } from "../request/parse.ts";
import { toDocumentPath, toFieldPaths } from "../request/request-path.ts";
import type { Query } from "../query/query.ts";
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
export function planListen({ targets }: ListenBody, authorize: Authorize): ListenPlan {
  return targets.map((target, index) => {
    try {
      return authorizeTarget(target, positionOf(index), authorize);
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  });
}

export function positionOf(index: number): RequestPosition {
  return { at: `targets[${String(index)}]`, index };
}

/** The query that a target asks for, before policy. @throws GatewayError INVALID_REQUEST */
export function queryOf(target: ListenBodyTarget): Query {
  const { id: _id, token: _token, exact: _exact, path: _path, fields: _fields, ...query } = target;
  return toQuery(query);
}

function authorizeTarget(
  target: ListenBodyTarget,
  position: RequestPosition,
  authorize: Authorize,
): ListenPlan[number] {
  const { path, fields } = target;
  if (path === undefined) {
    if (fields !== undefined) throw invalidRequest(`${position.at}.fields`, "is for a document");
    return authorize({ kind: "list", query: queryOf(target) }, position);
  }
  const [other] = Object.keys(target).filter((name) => !OF_DOCUMENT.has(name));
  if (other !== undefined) {
    throw invalidRequest(`${position.at}.${other}`, "can't stand beside path");
  }
  const asked = fields && { fields: toFieldPaths(fields, `${position.at}.fields`) };
  const operation = { kind: "get", path: toDocumentPath(path, `${position.at}.path`), ...asked };
  return authorize(operation as { kind: "get"; path: string }, position);
}

/** The members that a target of a document may have. */
const OF_DOCUMENT: ReadonlySet<string> = new Set(["id", "token", "path", "fields"]);
