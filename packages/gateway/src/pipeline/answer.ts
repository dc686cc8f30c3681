import { GatewayError } from "../errors/error.ts";
import { StoreError } from "../documents/store.ts";
import { authorizer } from "../authorize/authorize.ts";
import type { Plan } from "../authorize/plan.ts";
import type { CallContext } from "../call/call-context.ts";
import { databaseOf } from "./database-of.ts";
import { identify, type VerifiedToken } from "../caller/identify.ts";
import { admit, Charges, type Identified } from "./charges.ts";
import type { Method } from "./method.ts";

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
export async function answer<Asked, Allowed extends Plan, Told>(
  method: Method<Asked, Allowed, Told>,
  incoming: Incoming,
  { gateway, call }: Pick<CallContext, "gateway" | "call">,
): Promise<Told> {
  const caller = identify(incoming.auth, incoming.app, call.now());
  call.caller = caller;
  call.address = incoming.address;
  const identified = { caller, gateway, call };
  const { request, plan, database } = await orPayForAsking(identified, () => {
    const parsed = method.parse(incoming.data());
    const asked = databaseOf(method.database === undefined ? parsed : method, identified);
    const authorize = authorizer({ caller, ...asked, now: call.startedAt });
    return { request: parsed, plan: method.plan(parsed, authorize), database: asked };
  });
  const { answersExhausted } = method;
  const charges = new Charges(identified, { ...(answersExhausted && { answersExhausted }) });
  await charges.charge(method.chargedFirst?.(plan) ?? plan);
  try {
    const chargePart = (part: Plan) => charges.charge(part);
    const context = { ...identified, gateway: database, request };
    return await method.execute(plan, context, chargePart);
  } catch (error) {
    if (error instanceof StoreError && error.unanswered) charges.oweReads();
    throw error;
  } finally {
    await charges.settle();
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
