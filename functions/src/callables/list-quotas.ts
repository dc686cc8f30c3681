import { randomBytes } from "node:crypto";
import { DEFAULT_LIMIT } from "../contract/api.ts";
import type { AuthorizedOperate } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { CURSOR_IV_BYTES, openCursor, sealCursor } from "../pipeline/cursor.ts";
import { LISTING, type Subject } from "../quota/quota-overrides.ts";
import { toOverride } from "./to-override.ts";

/** The limits that were set for single callers, a page at a time. For admins. */
export const listQuotas: Callable<"listQuotas", readonly [AuthorizedOperate]> = {
  name: "listQuotas",

  plan: (_request, authorize) => [authorize({ kind: "operate" }, { at: "" })],

  async execute(_plan, { gateway, call, request }) {
    const { limit = DEFAULT_LIMIT, cursor } = request;
    const key = await gateway.secret.key("cursor", call.store);
    // It holds the caller of the last override.
    const values = cursor === undefined ? [] : openCursor(key, cursor, LISTING);
    const after = values[0] as Subject | undefined;
    const page = { limit, ...(after && { after }) };
    const overrides = await gateway.quotaOverrides.list(page, call.store);
    const last = overrides.length === limit ? overrides.at(-1) : undefined;
    const iv = randomBytes(CURSOR_IV_BYTES);
    return {
      overrides: overrides.map(toOverride),
      ...(last && { nextCursor: sealCursor(key, iv, { query: LISTING, values: [last.caller] }) }),
    };
  },
};
