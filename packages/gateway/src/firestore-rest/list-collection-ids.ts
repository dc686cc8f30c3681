import { DEFAULT_LIMIT, MAX_DOCUMENTS } from "../api/api.ts";
import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import type { CallContext } from "../call/call-context.ts";
import { GatewayError } from "../errors/error.ts";
import { checkDocumentPath } from "../paths/path.ts";
import { settleList } from "../reads/settle-list.ts";
import { readCount, readMessage, readText } from "./message.ts";
import { at } from "./place.ts";
import { readSelected } from "./read-selected.ts";
import { toSelector, type ReadSelector } from "./read-selector.ts";
import { checked } from "./request-name.ts";
import type { RestMethod } from "./rest-method.ts";
import { checkParent, type Target } from "./target.ts";

interface CollectionsRequest {
  readonly parent: string;
  readonly pageSize: number;
  /** The id after which the page starts. */
  readonly after: string;
  readonly selector: ReadSelector | undefined;
}

/**
 * The ids of the collections below a document, or at the root, that are declared by their ids and
 * that the caller may list, whether they hold anything or not: what is stored would tell of documents
 * that the caller may not see.
 */
export function listCollectionIds(
  target: Target,
): RestMethod<CollectionsRequest, readonly (AuthorizedList | PendingList)[]> {
  return {
    parse: (data) => toRequest(data, target),

    plan: ({ parent, after }, authorize) =>
      target.collections.idsBelow(parent).flatMap((id) => {
        const collection = parent === "" ? id : `${parent}/${id}`;
        if (id <= after) return [];
        try {
          const query = { collection, orderBy: [] };
          return [authorize({ kind: "list", query }, { at: "parent" })];
        } catch (error) {
          if (error instanceof GatewayError) return [];
          throw error;
        }
      }),

    async execute(plan, context) {
      const { pageSize, selector } = context.request;
      const ids = await readSelected(selector, { target, context }, (selected) =>
        idsOf(plan, pageSize + 1, selected),
      );
      const collectionIds = ids.slice(0, pageSize);
      const hasMore = ids.length > pageSize;
      return { collectionIds, ...(hasMore && { nextPageToken: collectionIds.at(-1) }) };
    },
  };
}

/** The ids of so many collections that the caller may list. */
async function idsOf(
  plan: readonly (AuthorizedList | PendingList)[],
  most: number,
  context: CallContext,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const grant of plan) {
    if (ids.length === most) break;
    const settled = await settleList(grant, { ...context, request: {} }).catch(unlessRefused);
    const collection = settled?.operation.query.collection;
    if (collection !== undefined) ids.push(collection.slice(collection.lastIndexOf("/") + 1));
  }
  return ids;
}

function toRequest(data: unknown, target: Target): CollectionsRequest {
  const sent = readMessage(data, ["parent", "pageSize", "pageToken", "readTime"]);
  target.parameters([]);
  checkParent(sent.parent, target);
  const parent = target.path();
  if (parent !== "") checked(parent, checkDocumentPath(parent), { step: "parent" });
  const size = readCount(sent.pageSize ?? 0, at(undefined, "pageSize"));
  return {
    parent,
    selector: toSelector(sent),
    pageSize: size === 0 ? DEFAULT_LIMIT : Math.min(size, MAX_DOCUMENTS),
    after: readText(sent.pageToken ?? "", at(undefined, "pageToken")),
  };
}

function unlessRefused(error: unknown): undefined {
  if (error instanceof GatewayError && error.code === "permission-denied") return undefined;
  throw error;
}
