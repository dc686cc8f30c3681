import type { IncomingMessage, ServerResponse } from "node:http";
import type { Usage } from "../api/api.ts";
import type { Code, GatewayError, Reason } from "../errors/error.ts";
import { preflightHeaders, type PreflightOptions } from "./cors.ts";
import { UnauthenticatedError } from "./credentials.ts";
import { isComing } from "./read-body.ts";
import { RECEIVE_TIMEOUT_MS } from "./receive-timeout.ts";

/** What a call came to. */
export type CallOutcome =
  { readonly result: unknown } | { readonly error: GatewayError; readonly usage: Usage };

/** @see https://firebase.google.com/docs/functions/callable-reference */
const STATUS_OF_CODE = {
  "invalid-argument": 400,
  unauthenticated: 401,
  "permission-denied": 403,
  "not-found": 404,
  "already-exists": 409,
  "failed-precondition": 400,
  aborted: 409,
  "resource-exhausted": 429,
  unavailable: 503,
  unimplemented: 501,
  internal: 500,
} as const satisfies Record<Code, number>;

/** Where HTTP has a better word for it. A client of Firebase's goes by the code in the body. */
const STATUS_OF_REASON: Partial<Record<Reason, number>> = {
  REQUEST_TOO_LARGE: 413,
  UNSUPPORTED_ENCODING: 415,
  REQUEST_TIMEOUT: 408,
};

/** Answers a browser that asks whether a page may call. */
export function respondToPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  options: PreflightOptions,
): Promise<void> {
  response.writeHead(204, {
    ...preflightHeaders(request, options),
    "Content-Length": 0,
    "Content-Type": "text/plain; charset=utf-8",
  });
  return end(request, response, "");
}

/**
 * Answers by the callable protocol: JSON, or the one event of a stream for who asks for one.
 * Ends when the answer is with the operating system, or the client gone.
 */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  outcome: CallOutcome,
): Promise<void> {
  const body = JSON.stringify("error" in outcome ? errorBody(outcome) : outcome);
  if (request.headers.accept === "text/event-stream") {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    return end(request, response, `data: ${body}\n\n`);
  }
  response.writeHead("error" in outcome ? statusOf(outcome.error) : 200, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    ...("error" in outcome && retryAfter(outcome.error)),
  });
  return end(request, response, body);
}

function errorBody({ error, usage }: { error: GatewayError; usage: Usage }): object {
  const { code, message, reason, details } = error;
  const status = code.toUpperCase().replaceAll("-", "_");
  // As Firebase's own handler says it, and not one word more.
  if (error instanceof UnauthenticatedError) return { error: { message, status } };
  return { error: { details: { reason, ...details, usage }, message, status } };
}

function statusOf({ code, reason }: GatewayError): number {
  return STATUS_OF_REASON[reason] ?? STATUS_OF_CODE[code];
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function retryAfter({ details: { retryAfterMs } }: GatewayError): Record<string, string> {
  if (typeof retryAfterMs !== "number") return {};
  return { "Retry-After": String(Math.ceil(retryAfterMs / 1000)) };
}

/**
 * Ends an answer. Where the request is still coming in, its rest is taken off the connection first,
 * since to close one that the client is writing to may cost it the answer; it can read that at once.
 */
export function end(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): Promise<void> {
  // Nobody is told any more that it has closed.
  if (response.destroyed) return Promise.resolve();
  // Which it does once its last byte is handed on, too.
  const closed = new Promise<void>((resolve) => response.once("close", resolve));
  if (isComing(request)) {
    response.write(body);
    void discard(request).then(() => response.end());
  } else {
    response.end(body);
  }
  return closed;
}

async function discard(request: IncomingMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => request.destroy(), RECEIVE_TIMEOUT_MS).unref();
    const finish = () => {
      clearTimeout(timer);
      resolve();
    };
    request.once("end", finish).once("close", finish).resume();
  });
}
