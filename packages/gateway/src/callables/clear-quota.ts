import type { AuthorizedOperate } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";

/** Lets a caller's tier apply again. For admins. */
export const clearQuota: Callable<"clearQuota", readonly [AuthorizedOperate]> = {
  name: "clearQuota",

  plan: (_request, authorize) => [authorize({ kind: "operate" }, { at: "" })],

  async execute(_plan, { gateway, call, request }) {
    return { cleared: await gateway.quotaOverrides.clear(request.caller, call.store) };
  },
};
