import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { settleList } from "../reads/settle-list.ts";
import { readCount, readMessage } from "./message.ts";
import { at } from "./place.ts";
import { firstPageOf } from "../reads/query-pages.ts";
import { readSelected } from "./read-selected.ts";
import { toSelector, type ReadSelector } from "./read-selector.ts";
import type { RestMethod } from "./rest-method.ts";
import { toQuery } from "./structured-query.ts";
import { checkParent, type Target } from "./target.ts";
import type { Query } from "../query/query.ts";

interface PartitionRequest {
  readonly query: Query;
  readonly selector: ReadSelector | undefined;
}

/**
 * Where a query could be divided: nowhere, so that one query answers all. Positions in between would
 * be the names of documents, which may be some that the caller can't see.
 */
export function partitionQuery(
  target: Target,
): RestMethod<PartitionRequest, readonly [AuthorizedList | PendingList]> {
  return {
    parse(data) {
      const sent = readMessage(data, PARTS);
      target.parameters([]);
      checkParent(sent.parent, target);
      for (const name of ["partitionCount", "pageSize"] as const) {
        readCount(sent[name] ?? 0, at(undefined, name));
      }
      const scope = { parent: target.path(), root: target.root };
      const query = toQuery(sent.structuredQuery, at(undefined, "structuredQuery"), scope);
      return { query, selector: toSelector({ readTime: sent.readTime }) };
    },

    plan: ({ query }, authorize) => [
      authorize({ kind: "list", query: firstPageOf(query) }, { at: "structuredQuery" }),
    ],

    async execute([grant], context) {
      const { selector } = context.request;
      await readSelected(selector, { target, context }, (selected) =>
        settleList(grant, { ...selected, request: {} }),
      );
      return { partitions: [] };
    },
  };
}

const PARTS = [
  "parent",
  "structuredQuery",
  "partitionCount",
  "pageSize",
  "pageToken",
  "readTime",
] as const;
