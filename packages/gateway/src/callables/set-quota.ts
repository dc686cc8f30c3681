import { commandEntry } from "../audit/command-entry.ts";
import type { AuthorizedOperate } from "../authorize/authorize.ts";
import { callerName } from "../caller/caller-name.ts";
import { auditOrigin } from "../writes/audit-writes.ts";
import type { Callable } from "./callable.ts";
import { toOverride } from "./to-override.ts";

/** Limits of one caller's own, in the place of its tier's; in force on all instances within 10 s. For admins. */
export const setQuota: Callable<"setQuota", readonly [AuthorizedOperate]> = {
  name: "setQuota",

  plan: (_request, authorize) => [authorize({ kind: "operate" }, { at: "" })],

  async execute(_plan, context) {
    const { gateway, call, request, caller } = context;
    const setAt = new Date(call.now()).toISOString();
    const also = commandEntry(request, auditOrigin(context, undefined));
    const options = { ...call.store, setAt, setBy: callerName(caller), also };
    const set = await gateway.quotaOverrides.set(request.caller, request.quota, options);
    return { override: toOverride(set) };
  },
};
