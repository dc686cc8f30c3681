import type { AuthorizedOperate } from "../authorize/authorize.ts";
import { cursorAfter, positionIn } from "../reads/page-cursor.ts";
import type { Request } from "../api/api.ts";
import { resolutionFor } from "../api/usage.ts";
import { readUsage, usageListing } from "../usage/read-usage.ts";
import { usageRows } from "../usage/usage-rows.ts";
import type { Callable } from "./callable.ts";

/** Records that are read where the request doesn't say. */
const DEFAULT_RECORDS = 60;

/** What calls did, by the minute, hour or day, by one of several things. For admins and services. */
export const getUsage: Callable<"getUsage", readonly [AuthorizedOperate]> = {
  name: "getUsage",

  plan({ limit = DEFAULT_RECORDS }, authorize) {
    return [authorize({ kind: "operate", reads: limit, byServices: true }, { at: "" })];
  },

  async execute(_plan, context) {
    const { gateway, call, request } = context;
    const { by, limit = DEFAULT_RECORDS, cursor } = request;
    const listing = usageListing(gateway.own.usage);
    const position = await positionIn(cursor, listing, context);
    const asked = rangeOf(request, call.now());
    const range = { ...asked, limit, after: position?.[0] as string | undefined };
    const reading = { range, call: call.store };
    const { windows, count, last } = await readUsage(
      gateway.documents,
      listing.collection,
      reading,
    );
    call.spend({ reads: Math.max(1, count) });
    const next = last !== undefined && { query: listing, values: [last] };
    return {
      windows: windows.flatMap(({ fromMs, totals }) => {
        const at = new Date(fromMs).toISOString();
        if (typeof by === "string") return { at, ...usageRows(totals, by) };
        return [...new Set(by)].map((one) => ({ at, by: one, ...usageRows(totals, one) }));
      }),
      resolution: asked.resolution,
      ...(next && { nextCursor: await cursorAfter(next, context) }),
    };
  },
};

function rangeOf({ from, to, resolution }: Request<"getUsage">, nowMs: number) {
  const fromMs = Date.parse(from);
  const toMs = to === undefined ? nowMs : Date.parse(to);
  return { fromMs, toMs, resolution: resolution ?? resolutionFor(toMs - fromMs) };
}
