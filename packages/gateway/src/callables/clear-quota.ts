import { commandEntry } from "../audit/command-entry.ts";
import type { AuthorizedOperate } from "../authorize/authorize.ts";
import { auditOrigin } from "../writes/audit-writes.ts";
import type { Callable } from "./callable.ts";

/** Lets a caller's tier apply again. For admins. */
export const clearQuota: Callable<"clearQuota", readonly [AuthorizedOperate]> = {
  name: "clearQuota",

  plan: (_request, authorize) => [authorize({ kind: "operate" }, { at: "" })],

  async execute(_plan, context) {
    const { gateway, call, request } = context;
    const also = commandEntry(request, auditOrigin(context, undefined));
    const cleared = await gateway.quotaOverrides.clear(request.caller, { ...call.store, also });
    return { cleared };
  },
};
