import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { checkListedPath } from "../paths/path.ts";
import type { Order, Query } from "../query/query.ts";
import { readPage } from "../reads/run-query.ts";
import { settleList } from "../reads/settle-list.ts";
import { visibleDocument } from "../reads/visible-document.ts";
import { encodeDocument } from "./encode-answer.ts";
import { listingOfNames, toNamesRequest, type NamesRequest } from "./list-names.ts";
import { readMessage } from "./message.ts";
import { toPageSize } from "./page-size.ts";
import { invalidAt } from "./place.ts";
import { toParameterMask } from "./read-mask.ts";
import { readSelected } from "./read-selected.ts";
import { toParameterSelector, type ReadSelector } from "./read-selector.ts";
import { checked, toField } from "./request-name.ts";
import type { RestMethod } from "./rest-method.ts";
import type { Parameters, Target } from "./target.ts";

interface PageRequest {
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

type ListRequest = PageRequest | NamesRequest;

/** The documents of a collection, a page at a time; with `showMissing` their names. */
export function listDocuments(
  target: Target,
): RestMethod<ListRequest, readonly [AuthorizedList | PendingList]> {
  const names = listingOfNames(target);
  return {
    parse(data) {
      readMessage(data, []);
      const sent = target.parameters(PARAMETERS);
      const isOfNames = sent.showMissing?.[0] === "true";
      return isOfNames ? toNamesRequest(sent, target) : toPageRequest(sent, target);
    },

    plan: (request, authorize) =>
      "query" in request
        ? [authorize({ kind: "list", query: request.query }, { at: "parent" })]
        : names.plan(request, authorize),

    async execute(plan, context, charge) {
      const { request } = context;
      if (!("query" in request)) return names.execute(plan, { ...context, request }, charge);
      const [grant] = plan;
      const { cursor, selector } = request;
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

function toPageRequest(sent: Parameters<(typeof PARAMETERS)[number]>, target: Target): PageRequest {
  const selector = toParameterSelector(sent);
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
