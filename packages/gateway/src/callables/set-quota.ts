import type { AuthorizedOperate } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { callerName } from "../caller/caller-name.ts";
import { toOverride } from "./to-override.ts";

/** Limits of one caller's own, in the place of its tier's; in force on all instances within 10 s. For admins. */
export const setQuota: Callable<"setQuota", readonly [AuthorizedOperate]> = {
  name: "setQuota",

  plan: (_request, authorize) => [authorize({ kind: "operate" }, { at: "" })],

  async execute(_plan, { gateway, call, request, caller }) {
    const setAt = new Date(call.now()).toISOString();
    const options = { ...call.store, setAt, setBy: callerName(caller) };
    const set = await gateway.quotaOverrides.set(request.caller, request.quota, options);
    return { override: toOverride(set) };
  },
};
