import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { DEFAULT_LIMIT, MAX_DOCUMENTS } from "../api/api.ts";
import { checkListedPath } from "../paths/path.ts";
import type { Order, Query } from "../query/query.ts";
import { readPage } from "../reads/run-query.ts";
import { settleList } from "../reads/settle-list.ts";
import { visibleDocument } from "../reads/visible-document.ts";
import { encodeDocument } from "./encode-answer.ts";
import { readCount, readMessage } from "./message.ts";
import { invalidAt } from "./place.ts";
import { toParameterMask } from "./read-mask.ts";
import { readSelected } from "./read-selected.ts";
import { toParameterSelector, type ReadSelector } from "./read-selector.ts";
import { checked, toField } from "./request-name.ts";
import type { RestMethod } from "./rest-method.ts";
import type { Target } from "./target.ts";
import { unimplemented } from "./unimplemented.ts";

interface ListRequest {
  readonly query: Query;
  readonly cursor: string | undefined;
  readonly selector: ReadSelector | undefined;
}

const PARAMETERS = [
  "pageSize",
  "pageToken",
  "orderBy",
  "mask.fieldPaths",
  "showMissing",
  "transaction",
  "readTime",
] as const;

/** The documents of a collection, a page at a time. */
export function listDocuments(
  target: Target,
): RestMethod<ListRequest, readonly [AuthorizedList | PendingList]> {
  return {
    parse(data) {
      readMessage(data, []);
      const sent = target.parameters(PARAMETERS);
      const selector = toParameterSelector(sent);
      if (sent.showMissing?.[0] === "true") {
        throw unimplemented("Documents that are missing are not listed: leave showMissing out.");
      }
      const path = target.path();
      const select = toParameterMask(sent["mask.fieldPaths"]);
      const query = {
        collection: checked(path, checkListedPath(path), { step: "parent" }),
        orderBy: toOrder(sent.orderBy?.[0] ?? ""),
        limit: toPageSize(sent.pageSize?.[0] ?? "0"),
        ...(select && { select }),
      };
      const token = sent.pageToken?.[0] ?? "";
      return { query, cursor: token === "" ? undefined : token, selector };
    },

    plan: ({ query }, authorize) => [authorize({ kind: "list", query }, { at: "parent" })],

    async execute([grant], context) {
      const { cursor, selector } = context.request;
      const options = { ...(cursor !== undefined && { cursor }), isFromEnd: false };
      const page = await readSelected(selector, { target, context }, async (selected) => {
        const reading = { ...selected, request: {} };
        return readPage(await settleList(grant, reading), options, reading);
      });
      return {
        documents: page.documents.map((document) =>
          encodeDocument(visibleDocument(document, page.part), target.root),
        ),
        ...(page.nextCursor !== undefined && { nextPageToken: page.nextCursor }),
      };
    },
  };
}

/** Of 0, a page is as large as one of queryDocuments. */
function toPageSize(sent: string): number {
  const size = readCount(sent, { step: "pageSize" });
  return size === 0 ? DEFAULT_LIMIT : Math.min(size, MAX_DOCUMENTS);
}

/** `priority desc, __name__`. */
function toOrder(sent: string): readonly Order[] {
  if (sent.trim() === "") return [];
  return sent.split(",").map((part) => {
    const [, field = "", direction = "asc"] = /^\s*(.*?)(?:\s+(asc|desc))?\s*$/.exec(part) ?? [];
    const order = { field: toField(field, { step: "orderBy" }), direction } as const;
    if (order.direction === "asc" || order.direction === "desc") return order as Order;
    throw invalidAt({ step: "orderBy" }, "must be field paths, each with asc or desc behind it");
  });
}
