import type { Caller } from "../contract/caller.ts";
import type { Callable } from "../pipeline/callable.ts";

/** What is left of the caller's quota. */
export const getQuota: Callable<"getQuota", readonly []> = {
  name: "getQuota",

  plan: () => [],

  async execute(_plan, { gateway, call, caller }) {
    const { tier, limits } = await gateway.quota.describe(caller, call.store);
    return { caller: callerName(caller), tier, limits: [...limits] };
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
