import type { Caller } from "../contract/caller.ts";
import type { Callable } from "../pipeline/callable.ts";

/** What is left of the caller's quota. */
export const getQuota: Callable<"getQuota", readonly []> = {
  name: "getQuota",
  answersExhausted: true,

  plan: () => [],

  async execute(_plan, { gateway, call, caller }) {
    const on = { ...call.store, address: call.address };
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
