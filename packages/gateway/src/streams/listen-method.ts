import type { ListenBody, ListenBodyTarget } from "../api/listen.ts";
import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { CallContext } from "../call/call-context.ts";
import { summarize } from "../call/summarize.ts";
import { callerKey } from "../caller/caller-key.ts";
import type { Root } from "../documents/codec.ts";
import { GatewayError } from "../errors/error.ts";
import { rootOf, type DatabaseName } from "../firestore-rest/target.ts";
import type { Gateway } from "../gateway.ts";
import type { Method } from "../pipeline/method.ts";
import { NO_USAGE } from "../quota/budget/budget.ts";
import { refusalError } from "../quota/refusal-error.ts";
import { watchBlocking } from "./blocked-caller.ts";
import { countEachMinute } from "./count-each-minute.ts";
import { calledForm, messageForm } from "./document-form.ts";
import { DocumentTarget } from "./document-target.ts";
import { askedOf, parseListen, planListen, positionOf, type ListenPlan } from "./listen-plan.ts";
import { endWhenRevoked } from "./end-when-revoked.ts";
import { ListenStream, type FrameSink } from "./listen-stream.ts";
import { ownSecret } from "./own-secret.ts";
import { QueryTarget } from "./query-target.ts";
import { ReadCharges } from "./read-charges.ts";
import { ResumeTokens } from "./resume-token.ts";
import { streamLength } from "./stream-times.ts";
import type { StreamTarget, TargetContext } from "./stream-target.ts";
import { TargetHub } from "./target-hub.ts";
import { Wakeup } from "./wakeup.ts";

/** What a stream is, besides what is asked for. */
export interface ListenSink extends FrameSink {
  /** Comes when the client is gone. */
  readonly gone: AbortSignal;
  /** Comes when the instance is told to end. */
  readonly ending: AbortSignal;
  /** Whether the caller's token is still taken. Rejects where that can't be told now. */
  isTokenTaken(): Promise<boolean>;
}

/**
 * A stream of live queries, which lasts until it is told to end.
 *
 * @param own the database that is meant where the request names none
 */
export function listenMethod(
  sink: ListenSink,
  own: DatabaseName,
): Method<ListenBody, ListenPlan, null> {
  const rootFor = ({ database = own.databaseId }: ListenBody) =>
    rootOf({ projectId: own.projectId, databaseId: database });
  return {
    name: "listen",
    parse: parseListen,
    plan: (request, authorize) => planListen(request, authorize, rootFor(request)),
    // A call is charged first, and then the reads as they come.
    chargedFirst: () => [],
    execute: async (plan, context) => {
      const { gateway, call } = context;
      const key = await gateway.secret.key("listen", call.store);
      const caller = keyOfCaller(context);
      const leave = gateway.streams.admit(caller, plan.length);
      try {
        await chargeRefused(plan, context);
        const root = rootFor(context.request);
        await stream({ plan, context, key, caller, sink, root });
      } finally {
        leave();
      }
      return null;
    },
  };
}

/** Who is charged, as records of quotas name it. */
function keyOfCaller({ caller, gateway, call }: CallContext<ListenBody>): string {
  const secret = ownSecret(gateway);
  return callerKey(caller, secret && { address: call.address, secret });
}

/** Each target that is refused costs a call, so that probing many at once is not free. */
async function chargeRefused(
  plan: ListenPlan,
  { caller, gateway, call }: CallContext<ListenBody>,
): Promise<void> {
  const calls = plan.filter((grant) => grant instanceof GatewayError).length;
  if (calls === 0) return;
  const { callable, address } = call;
  const options = { ...call.store, callable, address, failed: true } as const;
  const result = await gateway.quota.charge(caller, { calls, reads: 0, writes: 0 }, options);
  if (!result.ok) throw refusalError(result.refusal);
}

interface Streaming {
  readonly plan: ListenPlan;
  readonly context: CallContext<ListenBody>;
  readonly key: Buffer;
  readonly caller: string;
  readonly sink: ListenSink;
  readonly root: Root;
}

async function stream({ plan, context, key, caller, sink, root }: Streaming): Promise<void> {
  const { gateway, request, call } = context;
  const { hub, clock, room, loads } = gateway.streams;
  const wakeup = new Wakeup();
  const tokens = new ResumeTokens(key, gateway.databaseId);
  const targetHub = new TargetHub(hub, gateway.databaseId, () => wakeup.wake());
  const targets = targetsOf(plan, { request, tokens, targetHub, root });
  const open = new ListenStream({
    caller,
    targets,
    sink,
    charges: new ReadCharges(context),
    tokens,
    clock,
    length: streamLength(tokenMs(context), clock),
    isPoll: request.poll === true,
    time: new Date(call.now()).toISOString().replace("Z", "000Z"),
    wakeup,
    room,
    loads,
  });
  const stops = [
    endWhenBlocked(open, caller, gateway),
    endWhenRevoked({ open, clock, sink }),
    onSignals(sink, open),
    countEachMinute(context, clock),
  ];
  try {
    await open.begin();
    call.answered();
    if (request.poll !== true) tellOpened(context, targets.length);
    await tellRefused(open, plan, context);
    await open.run();
  } finally {
    for (const stop of stops) stop();
  }
}

/** @param caller the id of its record @returns what ends that */
function endWhenBlocked(open: ListenStream, caller: string, gateway: Gateway): () => void {
  return watchBlocking({
    hub: gateway.streams.hub,
    database: gateway.ownDatabaseId,
    path: gateway.quotaOverrides.pathOf(caller),
    onBlocked: (error) => open.end("REFUSED", error),
    onReads: (reads) => gateway.useOwn({ ...NO_USAGE, reads }, gateway.quotaOverrides.collection),
  });
}

async function tellRefused(
  open: ListenStream,
  plan: ListenPlan,
  { request, call }: CallContext<ListenBody>,
): Promise<void> {
  for (const [index, grant] of plan.entries()) {
    const { id } = request.targets[index] ?? { id: "" };
    if (grant instanceof GatewayError) await open.refuse(id, call.fault(grant));
  }
}

/** Polls are short enough to be told when they are over. */
function tellOpened({ gateway, call }: CallContext<ListenBody>, targets: number): void {
  const summary = summarize(call, { secret: ownSecret(gateway) });
  gateway.streams.onEvent({ kind: "opened", call, summary, targets });
}

interface Targeting extends Pick<Streaming["context"], "request">, Pick<Streaming, "root"> {
  readonly grant: Exclude<ListenPlan[number], GatewayError>;
  readonly index: number;
  readonly tokens: ResumeTokens;
  readonly targetHub: TargetHub;
}

/** A target for each that may be listened to. */
function targetsOf(
  plan: ListenPlan,
  context: Omit<Targeting, "grant" | "index">,
): readonly StreamTarget[] {
  return plan.flatMap((grant, index) =>
    grant instanceof GatewayError ? [] : targetOf({ ...context, grant, index }),
  );
}

function targetOf({ grant, index, request, tokens, targetHub, root }: Targeting): StreamTarget {
  const target: ListenBodyTarget = request.targets[index] ?? { id: "" };
  const { id, token, limitToLast, message } = target;
  const context: TargetContext = {
    hub: targetHub,
    digestIn: (boundTo) => (token === undefined ? undefined : tokens.open(token, boundTo)),
  };
  const position = positionOf(index);
  const form = message === undefined ? calledForm : messageForm(root);
  const asked = { id, position, form };
  if (isGet(grant)) return new DocumentTarget({ ...asked, grant }, context);
  const sent = message && askedOf(target, position, root);
  const exact = sent?.kind === "list" ? sent.query : undefined;
  const isFromEnd = limitToLast !== undefined;
  return new QueryTarget({ ...asked, grant, exact, isFromEnd }, context);
}

function isGet(grant: Targeting["grant"]): grant is AuthorizedGet {
  return grant.operation.kind === "get";
}

function onSignals({ gone, ending }: ListenSink, open: ListenStream): () => void {
  const onGone = () => open.abandon();
  const onEnding = () => open.end("SHUTDOWN");
  if (gone.aborted) onGone();
  if (ending.aborted) onEnding();
  gone.addEventListener("abort", onGone);
  ending.addEventListener("abort", onEnding);
  return () => {
    gone.removeEventListener("abort", onGone);
    ending.removeEventListener("abort", onEnding);
  };
}

/** How long the caller's token is good for, in milliseconds. */
function tokenMs({ caller, call }: CallContext<ListenBody>): number | undefined {
  const exp = caller.claims?.["exp"];
  return typeof exp === "number" ? exp * 1000 - call.now() : undefined;
}
