import { listenRequest, type ListenBody, type ListenBodyTarget } from "../api/listen.ts";
import type { Authorize, AuthorizedGet, AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { GatewayError, invalidRequest } from "../errors/error.ts";
import { parseBy } from "../request/parse.ts";
import { toDocumentPath, toFieldPaths } from "../request/request-path.ts";
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
  return targets.map(({ id: _id, token: _token, ...target }, index) => {
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

function authorizeTarget(
  { path, fields, ...query }: Omit<ListenBodyTarget, "id" | "token">,
  position: RequestPosition,
  authorize: Authorize,
): ListenPlan[number] {
  if (path === undefined) {
    if (fields !== undefined) throw invalidRequest(`${position.at}.fields`, "is for a document");
    return authorize({ kind: "list", query: toQuery(query) }, position);
  }
  const [other] = Object.keys(query);
  if (other !== undefined) {
    throw invalidRequest(`${position.at}.${other}`, "can't stand beside path");
  }
  const asked = fields && { fields: toFieldPaths(fields, `${position.at}.fields`) };
  const operation = { kind: "get", path: toDocumentPath(path, `${position.at}.path`), ...asked };
  return authorize(operation as { kind: "get"; path: string }, position);
}
