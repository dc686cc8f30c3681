import { HttpsError, onCall, type CallableFunction, type Request } from "firebase-functions/https";
import type { CallableName } from "../contract/api.ts";
import type { GatewayError } from "../contract/error.ts";
import {
  concurrency,
  corsOrigins,
  deadlineMs,
  enforceAppCheck,
  maxInstances,
  memoryMib,
  minInstances,
  region,
  trustedHops,
} from "../config.ts";
import { gateway } from "../gateway.ts";
import { clientAddress } from "../quota/client-address.ts";
import { allowedOrigins } from "./allowed-origins.ts";
import { answer } from "./answer.ts";
import { Call } from "./call.ts";
import type { Callable, Plan } from "./callable.ts";
import { guard } from "./guard.ts";
import { leaveDomain } from "./leave-domain.ts";
import { logCall } from "./log-call.ts";
import type { Secret } from "./secret.ts";

/** What the guard made of a request: its data, or what is wrong with it. */
type Guarded = () => unknown;

/**
 * The callable as a Cloud Function.
 *
 * Firebase's own handler sees an empty request: it answers CORS, and verifies the tokens. The data
 * goes around its decoding, which must not touch what the guard has not seen.
 */
export function expose<Name extends CallableName, Allowed extends Plan>(
  callable: Callable<Name, Allowed>,
): CallableFunction<unknown, unknown> {
  const guarded = new WeakMap<Request, Guarded>();
  const inner = onCall(OPTIONS, async ({ rawRequest, auth, app }) => {
    const call = new Call(callable.name, deadlineMs.value());
    const data = guarded.get(rawRequest) ?? (() => undefined);
    let secret: Secret | undefined;
    try {
      const built = gateway();
      secret = built.secret;
      const address = addressOf(rawRequest);
      const incoming = { data, auth, app: app?.appId ?? null, address };
      const response = await answer(callable, incoming, { gateway: built, call });
      logCall(call, { secret: secret.known("address") });
      return response;
    } catch (thrown) {
      const error = call.fault(thrown);
      logCall(call, { error, secret: secret?.known("address") });
      throw toHttpsError(error, call);
    } finally {
      call.end();
    }
  });
  const outer = (request: Request, response: Parameters<typeof inner>[1]) => {
    guarded.set(request, guardOf(request));
    request.body = { data: null };
    leaveDomain();
    return inner(request, response);
  };
  return Object.assign(outer, {
    __endpoint: inner.__endpoint,
    run: inner.run,
    stream: inner.stream,
  });
}

const OPTIONS = {
  region,
  memory: memoryMib,
  minInstances,
  maxInstances,
  concurrency,
  // Not `corsOrigins` itself: Firebase's handler would take a list of origins for the name of one.
  cors: allowedOrigins(process.env[corsOrigins.name]),
  enforceAppCheck,
};

function addressOf({ headers, socket }: Request): string {
  const forwardedFor = headers["x-forwarded-for"];
  return clientAddress({
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join() : forwardedFor,
    remoteAddress: socket.remoteAddress,
    trustedHops: trustedHops.value(),
  });
}

function guardOf(request: Request): Guarded {
  try {
    const data = guard(request);
    return () => data;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function toHttpsError(error: GatewayError, call: Call): HttpsError {
  const details = { reason: error.reason, ...error.details, usage: call.usage };
  return new HttpsError(error.code, error.message, details);
}
