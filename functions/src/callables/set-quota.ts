import type { AuthorizedOperate } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { toOverride } from "./to-override.ts";

/** Limits of one caller's own, in the place of its tier's; in force on all instances within 10 s. For admins. */
export const setQuota: Callable<"setQuota", readonly [AuthorizedOperate]> = {
  name: "setQuota",

  plan: (_request, authorize) => [authorize({ kind: "operate" }, { at: "" })],

  async execute(_plan, { gateway, call, request }) {
    const { caller, quota } = request;
    const set = await gateway.quotaOverrides.set(caller, quota, call.store);
    return { override: toOverride(set) };
  },
};
