import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import type { Callable } from "./callable.ts";
import { toQuery } from "../request/request-query.ts";
import { runQuery } from "../reads/run-query.ts";
import { settleList } from "../reads/settle-list.ts";

/** One page of the documents of a collection that match, in order. */
export const queryDocuments: Callable<"queryDocuments", readonly [AuthorizedList | PendingList]> = {
  name: "queryDocuments",

  plan(request, authorize) {
    const explain = request.explain && { explain: request.explain };
    return [authorize({ kind: "list", query: toQuery(request), ...explain }, { at: "collection" })];
  },

  async execute([grant], context) {
    const settled = await settleList(grant, context);
    const { cursor, explain, limitToLast } = context.request;
    const options = {
      ...(cursor !== undefined && { cursor }),
      ...(explain && { explain }),
      isFromEnd: limitToLast !== undefined,
    };
    const { documents, unreadable, ...page } = await runQuery(settled, options, context);
    return {
      documents: [...documents],
      ...(unreadable && { unreadable: [...unreadable] }),
      ...page,
    };
  },
};
