import type { IncomingMessage, ServerResponse } from "node:http";
import { GatewayError } from "../errors/error.ts";
import type { Gateway } from "../gateway.ts";
import { answer, type Incoming } from "../pipeline/answer.ts";
import { Call } from "../call/call.ts";
import { summarize } from "../call/summarize.ts";
import { Deadline } from "../call/deadline.ts";
import { uncounted } from "../call/uncounted.ts";
import type { Method } from "../pipeline/method.ts";
import { logCall } from "./log-call.ts";
import type { BodyBudget, BodyShare } from "./body-budget.ts";
import { verifyingOf, type VerifyingCalls } from "./consume-app-check.ts";
import { corsHeaders, type Origins } from "./cors.ts";
import { checkCredentials, readCredentials } from "./credentials.ts";
import type { Drain, UnderWay } from "./drain.ts";
import type { Protocol } from "./protocol.ts";
import { readBody } from "./read-body.ts";
import { RECEIVE_TIMEOUT_MS } from "./receive-timeout.ts";
import { respondToPreflight, type CallOutcome } from "./respond.ts";
import { traceOf } from "./trace-of.ts";

/** What the requests of an instance share before they come to the gateway. */
export interface Door extends VerifyingCalls {
  readonly origins: Origins;
  readonly bodies: BodyBudget;
  readonly drain: Drain;
  /** How long a call may take once its request is there, in milliseconds. */
  readonly deadlineMs: number;
  readonly projectId: string;
  readonly databaseId: string;
  /** @see clientAddress */
  addressOf(request: IncomingMessage): string;
  gateway(): Gateway;
}

/** A request, and all that answers it. */
interface Exchange {
  readonly protocol: Protocol;
  readonly door: Door;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers a request, whatever it is. */
export async function handleCall(exchange: Exchange): Promise<void> {
  const { protocol, door, request, response } = exchange;
  if (request.method === "OPTIONS" && door.origins !== false) {
    const { methods } = protocol;
    return respondToPreflight(request, response, { origins: door.origins, methods });
  }
  for (const [name, value] of Object.entries(corsHeaders(request, door.origins))) {
    response.setHeader(name, value);
  }
  const underWay = door.drain.enter();
  try {
    const outcome = await outcomeOf(exchange, underWay);
    if (door.drain.isDraining && !response.headersSent) response.setHeader("Connection", "close");
    await protocol.respond(outcome);
  } finally {
    door.drain.leave(underWay);
  }
}

async function outcomeOf(
  { protocol, door, request }: Exchange,
  underWay: UnderWay,
): Promise<CallOutcome> {
  const call = new Call(protocol.name, undefined, Date.now);
  const share = door.bodies.open();
  try {
    const incoming = await receive({ protocol, door, request, call, share, underWay });
    const gateway = door.gateway();
    gateway.usage?.pass(call.now());
    const method = protocol.method(gateway, (further, data) =>
      answerFurther(further, { ...incoming, data: () => data }, { door, first: call }),
    );
    const result = await answer(method, incoming, { gateway, call });
    conclude(call, door);
    return { result };
  } catch (thrown) {
    const error = call.fault(thrown);
    conclude(call, door, error);
    return { error, usage: call.usage };
  } finally {
    call.end();
    share.release();
  }
}

/** Answers a call that came in the request of another. @throws GatewayError */
async function answerFurther(
  method: Method,
  incoming: Incoming,
  { door, first }: { readonly door: Door; readonly first: Call },
): Promise<unknown> {
  const call = new Call(method.name, undefined, Date.now);
  call.origin = first.origin;
  call.shareDeadline(first);
  try {
    const result = await answer(method, incoming, { gateway: door.gateway(), call });
    conclude(call, door);
    return result;
  } catch (thrown) {
    const error = call.fault(thrown);
    conclude(call, door, error);
    throw error;
  } finally {
    call.end();
  }
}

/** Tells of a call that is over. */
function conclude(call: Call, door: Door, error?: GatewayError): void {
  if (call.isWithdrawn) return;
  const summary = summarize(call, { error, secret: secretFor(call, door) });
  logCall(call, summary, error);
  // What was refused before, for its token or its form, is nobody's; a fault is the project's.
  if (call.caller === undefined && summary.severity !== "ERROR") return;
  const { counted, uses } = call;
  door.gateway().usage?.record(uncounted(summary, counted), call.now(), uses.written);
}

/** The key of addresses' hashes, once a call has needed it. */
function secretFor({ caller }: Call, door: Door): Uint8Array | undefined {
  return caller && door.gateway().secret.known("address");
}

interface Receiving {
  readonly protocol: Protocol;
  readonly door: Door;
  readonly request: IncomingMessage;
  readonly call: Call;
  readonly share: BodyShare;
  readonly underWay: UnderWay;
}

/**
 * The call that a request makes. Its tokens come first: nothing of a body is taken in from who has
 * bad ones.
 *
 * @throws GatewayError for what no caller can be charged for
 */
async function receive(receiving: Receiving): Promise<Incoming> {
  const { protocol, door, request, call } = receiving;
  const { headers } = request;
  const trace = traceOf(headers, door.projectId);
  call.origin = { trace };
  call.begin("receive");
  if (door.drain.isDraining) throw shuttingDown();
  protocol.check();
  const verifying = verifyingOf(call.callable, door);
  const reading = readCredentials(headers, verifying);
  const credentials = reading instanceof Promise ? await reading.catch(withoutKeys) : reading;
  const { auth, app, verifications, problems: tokenProblems } = credentials;
  call.origin = { trace, verifications, tokenProblems };
  checkCredentials(credentials, verifying.enforceAppCheck);
  const body = await receiveBody(receiving);
  call.received(door.deadlineMs);
  const data = () => protocol.parse(body(), receiving.share);
  return { data, auth, app, address: door.addressOf(request) };
}

/** The body, or what is wrong with it, which the caller pays for as for any other wrong request. */
async function receiveBody(receiving: Receiving): Promise<() => Uint8Array> {
  const { request, call, share, underWay } = receiving;
  try {
    const read = readBody(request, share);
    const body = read instanceof Uint8Array ? read : await inTime(read, underWay);
    return () => body;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.reason === "GATEWAY_UNAVAILABLE") throw error;
    return () => {
      throw error;
    };
  } finally {
    underWay.interrupt = () => call.cutShort(shuttingDown());
  }
}

async function inTime<T>(
  take: (signal: AbortSignal) => Promise<T>,
  underWay: UnderWay,
): Promise<T> {
  const deadline = new Deadline(RECEIVE_TIMEOUT_MS, tooSlow);
  underWay.interrupt = () => deadline.cutShort(shuttingDown());
  try {
    return await take(deadline.signal);
  } finally {
    deadline.callOff();
  }
}

function withoutKeys(cause: unknown): never {
  const error = new GatewayError(
    "GATEWAY_UNAVAILABLE",
    "Tokens can't be verified now, and nothing was changed. Try again in a few seconds.",
    { retryAfterMs: 2_000 },
  );
  throw Object.assign(error, { cause });
}

function tooSlow(): GatewayError {
  return new GatewayError(
    "REQUEST_TIMEOUT",
    `The request did not come in within ${String(RECEIVE_TIMEOUT_MS)} ms, and nothing was changed. Send it again.`,
  );
}

function shuttingDown(): GatewayError {
  return new GatewayError(
    "GATEWAY_UNAVAILABLE",
    "This instance of the gateway ends, and nothing was changed. Send it again: another one answers.",
    { retryAfterMs: 1_000 },
  );
}
