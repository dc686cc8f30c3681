import { DEFAULT_LIMIT } from "../api/api.ts";
import type { AuthorizedOperate } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { cursorAfter, positionIn } from "../reads/page-cursor.ts";
import type { Subject } from "../quota/quota-overrides.ts";
import { toOverride } from "./to-override.ts";

/** The limits that were set for single callers, a page at a time. For admins. */
export const listQuotas: Callable<"listQuotas", readonly [AuthorizedOperate]> = {
  name: "listQuotas",

  plan: (_request, authorize) => [authorize({ kind: "operate" }, { at: "" })],

  async execute(_plan, context) {
    const { gateway, call, request } = context;
    const { listing } = gateway.quotaOverrides;
    const { limit = DEFAULT_LIMIT, cursor } = request;
    // It holds whom the last override is for.
    const position = await positionIn(cursor, listing, context);
    const after = position?.[0] as Subject | undefined;
    const page = { limit, ...(after && { after }) };
    const overrides = await gateway.quotaOverrides.list(page, call.store);
    const last = overrides.length === limit ? overrides.at(-1) : undefined;
    const next = last && { query: listing, values: [{ key: last.key }] };
    return {
      overrides: overrides.map(toOverride),
      ...(next && { nextCursor: await cursorAfter(next, context) }),
    };
  },
};
