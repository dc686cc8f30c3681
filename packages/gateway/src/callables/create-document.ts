import { randomBytes } from "node:crypto";
import { newDocumentId } from "../paths/new-document-id.ts";
import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { toCollectionPath, toNewDocumentId, toNewDocumentPath } from "../request/request-path.ts";
import { toWriteOperation } from "../request/request-write.ts";
import { writeOne } from "../writes/write-one.ts";

/** A new document, under the id asked for or a new one. */
export const createDocument: Callable<"createDocument", readonly [AuthorizedWrite]> = {
  name: "createDocument",

  plan({ collection, id, data }, authorize) {
    toCollectionPath(collection, "collection");
    const chosen = id === undefined ? newDocumentId(randomBytes) : toNewDocumentId(id, "id");
    const path = toNewDocumentPath(`${collection}/${chosen}`, "collection");
    const operation = toWriteOperation("create", { path, data });
    const generated = id === undefined && ({ generatedId: true } as const);
    return [authorize({ ...operation, ...generated }, { at: "collection" })];
  },

  execute: ([grant], context) => writeOne(grant, context),
};
