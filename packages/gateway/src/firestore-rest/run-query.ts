import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import type { Query } from "../query/query.ts";
import { firstPageOf, queryPages } from "../reads/query-pages.ts";
import { settleList } from "../reads/settle-list.ts";
import { encodeDocument } from "./encode-answer.ts";
import { at } from "./place.ts";
import { queryIn } from "./query-message.ts";
import type { RestMethod } from "./rest-method.ts";
import { toQuery } from "./structured-query.ts";
import type { Target } from "./target.ts";

/** The documents of a query, sent page after page, all as of one time. */
export function runQuery(
  target: Target,
): RestMethod<Query, readonly [AuthorizedList | PendingList]> {
  const { root } = target;
  return {
    parse(data) {
      const sent = queryIn(data, "structuredQuery", target);
      const scope = { parent: target.path(), root };
      return toQuery(sent, at(undefined, "structuredQuery"), scope);
    },

    plan: (query, authorize) => [
      authorize({ kind: "list", query: firstPageOf(query) }, { at: "structuredQuery" }),
    ],

    async execute([grant], context, chargePart) {
      const settled = await settleList(grant, { ...context, request: {} });
      const { limit } = context.request;
      const charge = (next: AuthorizedList) => chargePart([next]);
      let readTime = "";
      for await (const page of queryPages(settled, { limit, charge }, context)) {
        readTime = page.readTime;
        const elements = page.documents.map((document) => {
          return { document: encodeDocument(document, root), readTime };
        });
        if (!(await target.send(elements))) break;
      }
      return [{ readTime }];
    },
  };
}
