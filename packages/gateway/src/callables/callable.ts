import type { CallableName, Request, Response } from "../api/api.ts";
import type { Authorize } from "../authorize/authorize.ts";
import type { Plan } from "../authorize/plan.ts";
import type { CallContext } from "../call/call-context.ts";

/** A callable: the request in terms of operations, and what is done once they are authorized. */
export interface Callable<Name extends CallableName = CallableName, Allowed extends Plan = Plan> {
  readonly name: Name;
  /** Whether it answers even a caller whose quota is used up. @default false */
  readonly answersExhausted?: true;
  /**
   * Turns the request into operations and has each authorized. Nothing is read.
   *
   * @throws GatewayError for the first operation that is malformed or forbidden, unless the
   * request lets each stand alone.
   */
  plan(request: Request<Name>, authorize: Authorize): Allowed;
  /**
   * Does what is allowed, and counts what it costs with `call.spend`.
   *
   * @param charge charges what is only found out to be done, before it is done
   */
  execute(
    plan: Allowed,
    context: CallContext<Request<Name>>,
    charge: (plan: Plan) => Promise<void>,
  ): Promise<Omit<Response<Name>, "usage">>;
}
