import { GatewayError } from "../errors/error.ts";
import type { Refusal } from "./quota.ts";

/** The error that tells the caller of a refusal. */
export function refusalError(refusal: Refusal): GatewayError {
  const { reason, retryAfterMs, ...details } = refusal;
  const message = MESSAGES[reason](refusal);
  if (reason === "CALLER_BLOCKED") return new GatewayError(reason, message, {});
  // A cost that never fits is not to be tried again.
  const when = reason === "COST_EXCEEDS_CAPACITY" ? {} : { retryAfterMs };
  return new GatewayError(reason, message, { ...details, ...when });
}

const MESSAGES = {
  QUOTA_EXCEEDED: ({ limit, retryAfterMs }) =>
    `The quota ${limit} is used up. Try again in ${String(retryAfterMs)} ms.`,
  COST_EXCEEDS_CAPACITY: ({ limit, capacity, class: costClass }) =>
    `This costs more ${costClass} than the quota ${limit} ever holds (${String(capacity)}). Ask for less at once.`,
  BUDGET_EXHAUSTED: ({ limit, retryAfterMs }) =>
    `The project's budget ${limit} is used up. Try again in ${String(retryAfterMs)} ms.`,
  CALLER_BLOCKED: () => "This caller is blocked. Ask the operators of the service.",
} as const satisfies Record<Refusal["reason"], (refusal: Refusal) => string>;
