import type { Response } from "../api/api.ts";
import type { Caller } from "../caller/caller.ts";
import type { Callable } from "./callable.ts";
import type { BudgetStatus } from "../quota/quota.ts";
import { callerName } from "../caller/caller-name.ts";

/** What is left of the caller's quota. */
export const getQuota: Callable<"getQuota", readonly []> = {
  name: "getQuota",
  answersExhausted: true,

  plan: () => [],

  async execute(_plan, { gateway, call, caller }) {
    const options = { ...call.store, address: call.address, isFree: call.isFree };
    const { tier, limits, blocked, budget } = await gateway.quota.describe(caller, options);
    return {
      caller: callerName(caller),
      tier,
      limits: [...limits],
      ...(blocked && { blocked }),
      ...(budget && { budget: { ...budget, classes: budget.classes.map(shownTo(caller)) } }),
    };
  },
};

type ShownBudget = NonNullable<Response<"getQuota">["budget"]>["classes"][number];

/** How much the project uses is its operators' and its services' business; its stage is everybody's. */
function shownTo(caller: Caller): (status: BudgetStatus) => ShownBudget {
  const isInsider = caller.kind === "service" || (caller.kind === "user" && caller.admin);
  return (status) => (isInsider ? status : { class: status.class, stage: status.stage });
}
