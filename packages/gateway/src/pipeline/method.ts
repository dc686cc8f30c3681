import type { Authorize } from "../authorize/authorize.ts";
import type { Plan } from "../authorize/plan.ts";
import type { CallContext } from "../call/call-context.ts";

/** Something that callers may ask for, by whichever protocol. */
export interface Method<
  Asked = unknown,
  Allowed extends Plan = Plan,
  Told = unknown,
> extends MethodSteps<Asked, Allowed, Told> {
  /** What the log and the quotas know it by. */
  readonly name: string;
  /** Whether it answers even a caller whose quota is used up. @default false */
  readonly answersExhausted?: true;
  /** The id of the database that it is about. @default as the request says, else the gateway's own */
  readonly database?: string | undefined;
}

/** What the pipeline takes a call through. */
export interface MethodSteps<Asked = unknown, Allowed extends Plan = Plan, Told = unknown> {
  /**
   * Reads the request.
   *
   * @throws GatewayError INVALID_REQUEST
   */
  parse(data: unknown): Asked;
  /**
   * Turns the request into operations and has each authorized. Nothing is read.
   *
   * @throws GatewayError for the first operation that is malformed or forbidden, unless the
   * request lets each stand alone.
   */
  plan(request: Asked, authorize: Authorize): Allowed;
  /** The part of the plan that is charged before it is executed; the rest it charges itself. @default all of it */
  chargedFirst?(plan: Allowed): Plan;
  /** Does what is allowed, and counts what it costs with `call.spend`. */
  execute(plan: Allowed, context: CallContext<Asked>, charge: ChargePart): Promise<Told>;
}

/**
 * Charges a further part of a call that is charged part by part, as a query is page by page: as
 * much as a call of its own that does this. What was charged before is settled first.
 *
 * @throws GatewayError QUOTA_EXCEEDED, COST_EXCEEDS_CAPACITY, BUDGET_EXHAUSTED, CALLER_BLOCKED
 */
export type ChargePart = (plan: Plan) => Promise<void>;
