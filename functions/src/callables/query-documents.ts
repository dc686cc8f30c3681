import type { AuthorizedList } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { toQuery } from "../pipeline/request-query.ts";
import { runQuery } from "../pipeline/run-query.ts";

/** One page of the documents of a collection that match, in order. */
export const queryDocuments: Callable<"queryDocuments", readonly [AuthorizedList]> = {
  name: "queryDocuments",

  plan(request, authorize) {
    return [authorize({ kind: "list", query: toQuery(request) }, { at: "collection" })];
  },

  async execute([grant], { gateway, call, request }) {
    const { documents, nextCursor } = await runQuery(grant, request.cursor, { gateway, call });
    return { documents: [...documents], ...(nextCursor !== undefined && { nextCursor }) };
  },
};
