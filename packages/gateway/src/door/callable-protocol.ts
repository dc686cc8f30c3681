import { api } from "../api/api.ts";
import type { Callable } from "../callables/callable.ts";
import { invalidRequest, type GatewayError } from "../errors/error.ts";
import { callableMethod } from "../pipeline/callable-method.ts";
import { checkProtocol } from "./check-protocol.ts";
import { guard } from "./guard.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { parseRequestBody } from "./parse-request-body.ts";
import type { Protocol } from "./protocol.ts";
import { respond } from "./respond.ts";

/**
 * A request by the callable protocol.
 *
 * @param callable undefined where the request names none that there is
 */
export function callableProtocol(
  callable: Callable | undefined,
  { request, response }: Pick<HttpExchange, "request" | "response">,
): Protocol {
  return {
    name: callable?.name ?? "unknown",
    methods: "POST",
    check: () => {
      if (callable === undefined) throw noSuchCallable();
      checkProtocol(request);
    },
    method: () => {
      if (callable === undefined) throw noSuchCallable();
      return callableMethod(callable);
    },
    parse: (body, share) =>
      guard(parseRequestBody(body, (nodes) => share.hold({ bytes: body.length, nodes }))),
    respond: (outcome) => respond(request, response, outcome),
  };
}

function noSuchCallable(): GatewayError {
  const names = Object.keys(api).join(", ");
  return invalidRequest("callable", `is the last part of the URL's path, and one of ${names}`);
}
