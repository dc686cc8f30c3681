import type { AuthorizedList } from "../authorize/authorize.ts";
import type { PendingList } from "../authorize/grant-list.ts";
import { checkListedPath } from "../paths/path.ts";
import { listNames, namesQuery, type NamesAsked } from "../reads/list-names.ts";
import { settleList } from "../reads/settle-list.ts";
import { toPageSize } from "./page-size.ts";
import { invalidAt } from "./place.ts";
import { readSelected } from "./read-selected.ts";
import { toParameterSelector, type ReadSelector } from "./read-selector.ts";
import { checked, checkedDocument } from "./request-name.ts";
import type { RestMethod } from "./rest-method.ts";
import type { Parameters, Target } from "./target.ts";
import { unimplemented } from "./unimplemented.ts";

export interface NamesRequest extends NamesAsked {
  readonly selector: ReadSelector | undefined;
}

/** What a listing with `showMissing` asks for. @throws GatewayError INVALID_REQUEST, UNIMPLEMENTED */
export function toNamesRequest(
  sent: Parameters<
    "pageSize" | "pageToken" | "orderBy" | "mask.fieldPaths" | "transaction" | "readTime"
  >,
  target: Target,
): NamesRequest {
  const path = target.path();
  if ((sent.orderBy?.[0] ?? "") !== "") {
    throw invalidAt({ step: "orderBy" }, "can't stand beside showMissing");
  }
  if (sent["mask.fieldPaths"]?.some((field) => field !== "__name__") === true) {
    throw unimplemented(
      "With showMissing names and times alone are answered: leave the mask out, and get the documents.",
    );
  }
  const collection = checked(path, checkListedPath(path), { step: "parent" });
  const token = sent.pageToken?.[0] ?? "";
  return {
    collection,
    after: token === "" ? undefined : `${collection}/${toId(token, collection)}`,
    limit: toPageSize(sent.pageSize?.[0] ?? "0"),
    selector: toParameterSelector(sent),
  };
}

/** The names of a collection's documents, missing ones too, a page at a time. */
export function listingOfNames(
  target: Target,
): Pick<RestMethod<NamesRequest, readonly [AuthorizedList | PendingList]>, "plan" | "execute"> {
  return {
    plan: (asked, authorize) => [
      authorize({ kind: "list", query: namesQuery(asked) }, { at: "parent" }),
    ],

    async execute([grant], context, chargePart) {
      const { request } = context;
      const charge = (next: AuthorizedList) => chargePart([next]);
      const names = await readSelected(request.selector, { target, context }, async (selected) => {
        const settled = await settleList(grant, { ...selected, request: {} });
        return listNames(settled, request, { context: selected, charge });
      });
      const last = names.length === request.limit ? names.at(-1) : undefined;
      return {
        documents: names.map(({ path, stored }) => ({ name: target.root + path, ...stored })),
        ...(last && { nextPageToken: toToken(last.path.slice(request.collection.length + 1)) }),
      };
    },
  };
}

function toToken(id: string): string {
  return Buffer.from(id).toString("base64url");
}

function toId(token: string, collection: string): string {
  const id = Buffer.from(token, "base64url").toString();
  if (toToken(id) !== token) throw invalidAt({ step: "pageToken" }, "is none of this listing");
  checkedDocument(`${collection}/${id}`, { step: "pageToken" });
  return id;
}
