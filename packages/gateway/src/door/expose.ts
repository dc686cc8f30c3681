import type { CallableRequest, HttpsOptions } from "firebase-functions/https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Callable } from "../callables/callable.ts";
import { routeOf } from "../firestore-rest/route.ts";
import { Call } from "../call/call.ts";
import { summarize } from "../call/summarize.ts";
import { callableAt } from "./callable-at.ts";
import { callableProtocol } from "./callable-protocol.ts";
import { firebaseHttps } from "./firebase-https.ts";
import { firestoreProtocol } from "./firestore-protocol.ts";
import { handleCall, type Door } from "./handle-call.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { listenProtocol } from "./listen-protocol.ts";
import { leaveDomain } from "./leave-domain.ts";
import { logCall } from "./log-call.ts";
import { onTermination } from "./on-termination.ts";
import type { Protocol } from "./protocol.ts";
import { RECEIVE_TIMEOUT_MS } from "./receive-timeout.ts";
import { respond } from "./respond.ts";
import { runCallable } from "./run-callable.ts";
import { bringsShadowReports, shadowReportsProtocol } from "./shadow-reports-protocol.ts";
import { setBodiesAside } from "./set-aside-body.ts";

/** What is deployed of a function, whatever calls it: it runs in one region. */
type FunctionEndpoint = Omit<HttpsOptions, "cors" | "region"> & {
  readonly region: Exclude<HttpsOptions["region"], readonly string[] | undefined>;
};

export interface ExposeOptions {
  /** Tells what a deploy needs to know of the function. */
  readonly endpoint: () => FunctionEndpoint;
  /** What the requests of this instance share, made by the first who asks. */
  readonly openDoor: () => Door;
}

/** What Firebase's loader finds a function by, and functions-framework calls. */
export interface ExposedFunction {
  (request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** What a deploy asks for, as firebase-functions itself says it. */
  readonly __endpoint: unknown;
}

/** A callable as a function. */
export interface ExposedCallable extends ExposedFunction {
  /** Runs it without HTTP, by whoever the request says: for firebase-functions-test. */
  run(request: CallableRequest<unknown>): Promise<object>;
}

/**
 * The callable as a Cloud Function of its own: to Firebase's loader and deploy it is what `onCall`
 * makes. Its requests are answered by the gateway's own handler, since Firebase's has the body
 * parsed first.
 */
export function expose(callable: Callable, { endpoint, openDoor }: ExposeOptions): ExposedCallable {
  const run = async (request: CallableRequest<unknown>) =>
    runCallable(callable, request, openDoor());
  const exposed = Object.assign(
    handler(openDoor, (exchange) => callableProtocol(callable, exchange)),
    { run },
  );
  return withEndpoint(exposed, () => firebaseHttps().onCall(endpoint(), run).__endpoint);
}

/**
 * All callables as one Cloud Function, each at the path of its name, Firestore's REST API below
 * `v1/`, and where they are taken the shadow's reports, so that one instance has one cache, one set
 * of leases and one pool of connections for all of them.
 */
export function exposeAll({
  endpoint,
  openDoor,
  takesShadowReports,
}: ExposeOptions & { readonly takesShadowReports: boolean }): ExposedFunction {
  const exposed = handler(openDoor, (exchange) => {
    if (takesShadowReports && bringsShadowReports(exchange.request)) {
      return shadowReportsProtocol(exchange);
    }
    const { method = "", url = "" } = exchange.request;
    const route = routeOf(method, url);
    return route === undefined
      ? callableProtocol(callableAt(url), exchange)
      : firestoreProtocol(route, exchange);
  });
  return withEndpoint(exposed, () => {
    return firebaseHttps().onRequest(endpoint(), () => undefined).__endpoint;
  });
}

/** The function that streams live queries. */
export function exposeListen({ endpoint, openDoor }: ExposeOptions): ExposedFunction {
  return withEndpoint(handler(openDoor, listenProtocol), () => {
    return firebaseHttps().onRequest(endpoint(), () => undefined).__endpoint;
  });
}

/** Says what to deploy when it is asked, since an instance that serves never is. */
function withEndpoint<Exposed extends object>(
  exposed: Exposed,
  describe: () => unknown,
): Exposed & { readonly __endpoint: unknown } {
  return Object.defineProperty(exposed, "__endpoint", {
    enumerable: true,
    get: describe,
  }) as Exposed & { readonly __endpoint: unknown };
}

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function handler(
  openDoor: () => Door,
  find: (exchange: HttpExchange & { readonly door: Door }) => Protocol,
): RequestHandler {
  return (request, response) => {
    // Where the function has another name, from its second request on.
    setBodiesAside();
    leaveDomain();
    const door = opened(openDoor);
    if (door instanceof Error) return answerMisconfigured(door, request, response);
    onTermination(() => door.drain.end());
    const protocol = find({ request, response, door });
    return handleCall({ protocol, door, request, response });
  };
}

/** The door of this instance, or what is wrong with the parameters that it is set up by. */
export function opened(openDoor: () => Door): Door | Error {
  try {
    return openDoor();
  } catch (error) {
    return error as Error;
  }
}

/** Nothing can be answered before whoever deployed has mended it: the log says what, the caller gets its id. */
async function answerMisconfigured(
  problem: Error,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const call = new Call("gateway", RECEIVE_TIMEOUT_MS, Date.now);
  const error = call.fault(problem);
  logCall(call, summarize(call, { error }), error);
  call.end();
  await respond(request, response, { error, usage: call.usage });
}
