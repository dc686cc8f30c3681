import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import type { CallContext } from "../call/call-context.ts";
import type { Query } from "../query/query.ts";
import { firstPageOf, queryPages } from "../reads/query-pages.ts";
import { settleList } from "../reads/settle-list.ts";
import { encodeDocument } from "./encode-answer.ts";
import { at } from "./place.ts";
import { queryIn } from "./query-message.ts";
import { readSelected, type FirstElements } from "./read-selected.ts";
import type { ReadSelector } from "./read-selector.ts";
import type { RestMethod } from "./rest-method.ts";
import { toQuery } from "./structured-query.ts";
import type { Target } from "./target.ts";

interface RunQueryRequest {
  readonly query: Query;
  readonly selector: ReadSelector | undefined;
}

/** The documents of a query, sent page after page, all as of one time. */
export function runQuery(
  target: Target,
): RestMethod<RunQueryRequest, readonly [AuthorizedList | PendingList]> {
  const { root } = target;
  return {
    parse(data) {
      const { asked, selector } = queryIn(data, "structuredQuery", target);
      const scope = { parent: target.path(), root };
      return { query: toQuery(asked, at(undefined, "structuredQuery"), scope), selector };
    },

    plan: ({ query }, authorize) => [
      authorize({ kind: "list", query: firstPageOf(query) }, { at: "structuredQuery" }),
    ],

    async execute([grant], context, chargePart) {
      const { query, selector } = context.request;
      const charge = (next: AuthorizedList) => chargePart([next]);
      const send = async (selected: CallContext, first: FirstElements) => {
        const settled = await settleList(grant, { ...selected, request: {} });
        if (first.length > 0) await target.send(first);
        let readTime = "";
        for await (const page of queryPages(settled, { limit: query.limit, charge }, selected)) {
          readTime = page.readTime;
          const elements = page.documents.map((document) => {
            return { document: encodeDocument(document, root), readTime };
          });
          if (!(await target.send(elements))) break;
        }
        return [{ readTime }];
      };
      return readSelected(selector, { target, context }, send);
    },
  };
}
