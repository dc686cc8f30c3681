import type { CallableName, Response } from "../api/api.ts";
import { GatewayError } from "../errors/error.ts";
import { StoreError } from "../documents/store.ts";
import type { Charge } from "../quota/quota.ts";
import { refusalError } from "../quota/refusal-error.ts";
import { authorizer } from "../authorize/authorize.ts";
import type { Call } from "../call/call.ts";
import type { CallContext } from "../call/call-context.ts";
import type { Callable, Plan } from "../callables/callable.ts";
import { byCollection, estimate, type Estimate } from "./estimate.ts";
import { databaseOf } from "./database-of.ts";
import { identify, type VerifiedToken } from "../caller/identify.ts";
import { parse } from "../request/parse.ts";

/** A call as it came in. */
export interface Incoming {
  /** The request's data; throws what the guard found wrong with it. */
  readonly data: () => unknown;
  readonly auth: VerifiedToken | undefined;
  /** The App Check app id. */
  readonly app: string | null;
  /** The client's address, as far as it can be trusted; callers without a token are told apart by it. */
  readonly address: string;
}

/**
 * The path of every call. Its order is the security model: who calls, what they ask, whether they
 * may, whether they can afford it; only then is anything done.
 *
 * @throws GatewayError, StoreError
 */
export async function answer<Name extends CallableName, Allowed extends Plan>(
  callable: Callable<Name, Allowed>,
  incoming: Incoming,
  { gateway, call }: Pick<CallContext, "gateway" | "call">,
): Promise<Response<Name>> {
  const caller = identify(incoming.auth, incoming.app, call.now());
  call.caller = caller;
  call.address = incoming.address;
  const identified = { caller, gateway, call };
  const { request, plan, database } = await orPayForAsking(identified, () => {
    const parsed = parse(callable.name, incoming.data());
    const asked = databaseOf(parsed, identified);
    const authorize = authorizer({ caller, ...asked, now: call.startedAt });
    return { request: parsed, plan: callable.plan(parsed, authorize), database: asked };
  });
  const { answersExhausted } = callable;
  const charging = { ...estimate(plan), ...(answersExhausted && { answersExhausted }) };
  const charge = await admit(identified, charging);
  try {
    call.begin("execute");
    const result = await callable.execute(plan, { ...identified, gateway: database, request });
    return { ...result, usage: call.usage } as Response<Name>;
  } catch (error) {
    if (error instanceof StoreError && error.unanswered) call.oweReads(charging.cost.reads);
    throw error;
  } finally {
    await settle(charge, call, plan);
  }
}

/**
 * Runs what may refuse the call; if it does, asking has cost one call, so that probing is not free,
 * unless it is not the request's fault.
 */
async function orPayForAsking<T>(context: Identified, decide: () => T): Promise<T> {
  try {
    return decide();
  } catch (refused) {
    const isOurs = refused instanceof GatewayError && refused.reason === "GATEWAY_UNAVAILABLE";
    if (isOurs) throw refused;
    await admit(context, { cost: { calls: 1, reads: 0, writes: 0 }, failed: true });
    throw refused;
  }
}

/** The context of a call whose caller is known and whose request is not parsed yet. */
type Identified = Omit<CallContext, "request">;

interface AdmitOptions {
  readonly failed?: true;
  readonly answersExhausted?: true;
}

/** @throws GatewayError QUOTA_EXCEEDED, COST_EXCEEDS_CAPACITY, BUDGET_EXHAUSTED, CALLER_BLOCKED */
async function admit(
  { caller, gateway, call }: Identified,
  { cost, ...details }: Estimate & AdmitOptions,
): Promise<Charge> {
  const { address, callable } = call;
  const options = { ...call.store, ...details, callable, address };
  call.begin("charge");
  const result = await gateway.quota.charge(caller, cost, options);
  if (!result.ok) throw refusalError(result.refusal);
  call.insteadOfReading = result.cacheOnly && refusalError(result.cacheOnly);
  call.isFree = result.isFree === true;
  return result.charge;
}

/** Settles the charge with the real cost. If that fails, the estimate stands. */
async function settle(charge: Charge, call: Call, plan: Plan): Promise<void> {
  call.begin("settle");
  const { cost, callable } = call;
  const options = { ...call.store, callable, collections: byCollection(plan, cost) };
  try {
    await charge.settle(cost, options);
  } catch (error) {
    call.fault(error);
  }
}
