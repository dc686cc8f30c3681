import { DEFAULT_LIMIT } from "../contract/api.ts";
import type { AuthorizedOperate } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { toOverride } from "./to-override.ts";

/** The limits that were set for single callers, a page at a time. For admins. */
export const listQuotas: Callable<"listQuotas", readonly [AuthorizedOperate]> = {
  name: "listQuotas",

  plan: (_request, authorize) => [authorize({ kind: "operate" }, { at: "" })],

  async execute(_plan, { gateway, call, request }) {
    const { limit = DEFAULT_LIMIT, after } = request;
    const page = { limit, ...(after && { after }) };
    const overrides = await gateway.quotaOverrides.list(page, call.store);
    return { overrides: overrides.map(toOverride) };
  },
};
