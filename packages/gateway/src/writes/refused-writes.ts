import type { AuthorizedWrite } from "../authorize/authorize.ts";
import { GatewayError, type Code } from "../errors/error.ts";

/** The grant of one write, or the error that refuses it and no other. */
export function orRefused(plan: () => AuthorizedWrite): AuthorizedWrite | GatewayError {
  try {
    return plan();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/**
 * How many calls a batch of writes that stand alone counts as: one for each that is refused, as it
 * would have cost alone, since a batch must not be a cheap way to try; and one for all others.
 */
export function callsOf(outcomes: readonly unknown[]): number {
  const refused = outcomes.filter(isRefusal).length;
  return refused + (refused < outcomes.length ? 1 : 0);
}

function isRefusal(outcome: unknown): boolean {
  return outcome instanceof GatewayError && !NOT_REFUSED.has(outcome.code);
}

/** The codes of errors that are not the caller's fault. */
const NOT_REFUSED: ReadonlySet<Code> = new Set(["unavailable", "aborted", "internal"]);
