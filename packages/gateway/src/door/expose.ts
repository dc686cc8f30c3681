import { onCall, type CallableFunction } from "firebase-functions/https";
import type { IncomingMessage, ServerResponse } from "node:http";
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
import type { CallableName } from "../api/api.ts";
import { closeGateway, gateway, projectId } from "../gateway.ts";
import type { Callable, Plan } from "../callables/callable.ts";
import { takesUnsignedTokens } from "./refuse-unverified-tokens.ts";
import { clientAddress } from "./client-address.ts";
import { allowedOrigins } from "./allowed-origins.ts";
import { BodyBudget } from "./body-budget.ts";
import { Drain } from "./drain.ts";
import { handleCall, type Door } from "./handle-call.ts";
import { leaveDomain } from "./leave-domain.ts";
import { onTermination } from "./on-termination.ts";
import { runCallable } from "./run-callable.ts";
import { servesGateway } from "./serves-gateway.ts";
import { setBodiesAside } from "./set-aside-body.ts";
import { createTokenVerifier } from "./token-verifier.ts";

/** What a deploy needs to know. Tokens, App Check's too, are the gateway's own to verify. */
const OPTIONS = { region, memory: memoryMib, minInstances, maxInstances, concurrency };

if (servesGateway(process.env)) setBodiesAside();

/**
 * The callable as a Cloud Function: to Firebase's loader and deploy it is what `onCall` makes. Its
 * requests are answered by the gateway's own handler, since Firebase's has the body parsed first.
 */
export function expose<Name extends CallableName, Allowed extends Plan>(
  callable: Callable<Name, Allowed>,
): CallableFunction<unknown, unknown> {
  const { __endpoint, run, stream } = onCall(OPTIONS, (request) =>
    runCallable(callable, request, door()),
  );
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    // Where the function has another name, from its second request on.
    setBodiesAside();
    leaveDomain();
    const { drain } = door();
    onTermination(() => drain.end());
    return handleCall({ callable, door: door(), request, response });
  };
  return Object.assign(handle, { __endpoint, run, stream });
}

let built: Door | undefined;

/** Of this instance, built when its first request comes: until then, a parameter has no value. */
function door(): Door {
  return (built ??= build(process.env));
}

function build(environment: NodeJS.ProcessEnv): Door {
  const project = projectId(environment);
  const unsignedTokens = takesUnsignedTokens(environment);
  return {
    origins: allowedOrigins(corsOrigins.value(), unsignedTokens),
    enforceAppCheck: enforceAppCheck.value(),
    verifier: createTokenVerifier({ projectId: project, unsignedTokens, now: Date.now }),
    bodies: new BodyBudget(memoryMib.value()),
    drain: new Drain(closeGateway),
    deadlineMs: deadlineMs.value(),
    projectId: project,
    addressOf,
    gateway,
  };
}

function addressOf({ headers, socket }: IncomingMessage): string {
  const forwardedFor = headers["x-forwarded-for"];
  return clientAddress({
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join() : forwardedFor,
    remoteAddress: socket.remoteAddress,
    trustedHops: trustedHops.value(),
  });
}
