import type { Caller } from "../contract/caller.ts";
import type { Callable } from "../pipeline/callable.ts";

/** How old an answer may be, in milliseconds, that nobody pays for. */
const FREE_MAX_AGE_MS = 1_000;

/** What is left of the caller's quota. */
export const getQuota: Callable<"getQuota", readonly []> = {
  name: "getQuota",
  answersExhausted: true,

  plan: () => [],

  async execute(_plan, { gateway, call, caller }) {
    const maxAgeMs = call.isFree ? FREE_MAX_AGE_MS : 0;
    const on = { ...call.store, address: call.address, maxAgeMs };
    const { tier, limits, budget } = await gateway.quota.describe(caller, on);
    return {
      caller: callerName(caller),
      tier,
      limits: [...limits],
      ...(budget && { budget: { ...budget, classes: [...budget.classes] } }),
    };
  },
};

/** The caller's own name for itself, as its token gave it. */
function callerName(caller: Caller): string {
  switch (caller.kind) {
    case "user":
      return `user:${caller.uid}`;
    case "service":
      return `service:${caller.service}`;
    case "anonymous":
      return "anonymous";
  }
}
