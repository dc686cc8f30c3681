import { onCall, type CallableFunction, type CallableOptions } from "firebase-functions/https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallableName } from "../api/api.ts";
import type { Callable, Plan } from "../callables/callable.ts";
import { Call } from "../call/call.ts";
import { logCall } from "./log-call.ts";
import { respond } from "./respond.ts";
import { handleCall, type Door } from "./handle-call.ts";
import { leaveDomain } from "./leave-domain.ts";
import { onTermination } from "./on-termination.ts";
import { runCallable } from "./run-callable.ts";
import { setBodiesAside } from "./set-aside-body.ts";

export interface ExposeOptions {
  /** What a deploy needs to know of the function. */
  readonly endpoint: CallableOptions;
  /** What the requests of this instance share, made by the first who asks. */
  readonly openDoor: () => Door;
}

/**
 * The callable as a Cloud Function: to Firebase's loader and deploy it is what `onCall` makes. Its
 * requests are answered by the gateway's own handler, since Firebase's has the body parsed first.
 */
export function expose<Name extends CallableName, Allowed extends Plan>(
  callable: Callable<Name, Allowed>,
  { endpoint, openDoor }: ExposeOptions,
): CallableFunction<unknown, unknown> {
  const { __endpoint, run, stream } = onCall(endpoint, (request) =>
    runCallable(callable, request, openDoor()),
  );
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    // Where the function has another name, from its second request on.
    setBodiesAside();
    leaveDomain();
    const door = opened(openDoor);
    if (door instanceof Error)
      return answerMisconfigured(callable.name, door, { request, response });
    onTermination(() => door.drain.end());
    return handleCall({ callable, door, request, response });
  };
  return Object.assign(handle, { __endpoint, run, stream });
}

/** Of this instance, or what is wrong with the parameters that it is set up by. */
function opened(openDoor: () => Door): Door | Error {
  try {
    return openDoor();
  } catch (error) {
    return error as Error;
  }
}

/** Nothing can be answered before whoever deployed has mended it: the log says what, the caller gets its id. */
async function answerMisconfigured(
  callable: CallableName,
  problem: Error,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const call = new Call(callable, Infinity, Date.now);
  const error = call.fault(problem);
  logCall(call, { error, secret: undefined });
  call.end();
  await respond(request, response, { error, usage: call.usage });
}
