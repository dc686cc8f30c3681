import { GatewayError } from "../contract/error.ts";
import type { Refusal } from "./quota.ts";

/** A refusal as the caller gets it. */
export function refusalError(refusal: Refusal): GatewayError {
  const { reason, ...details } = refusal;
  return new GatewayError(
    reason,
    MESSAGES[reason](refusal),
    reason === "CALLER_BLOCKED" ? {} : details,
  );
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
