import { randomBytes } from "node:crypto";
import { newDocumentId } from "../contract/document-id.ts";
import type { AuthorizedWrite } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import type { WriteOperation } from "../pipeline/operation.ts";
import { toCollectionPath, toDocumentId } from "../pipeline/request-path.ts";
import { toWriteOperation } from "../pipeline/request-write.ts";
import { writeOne } from "../pipeline/write-one.ts";

/** A new document, under the id asked for or a new one. */
export const createDocument: Callable<"createDocument", readonly [AuthorizedWrite]> = {
  name: "createDocument",

  plan({ collection, id, data }, authorize) {
    toCollectionPath(collection, "collection");
    const chosen = id === undefined ? newDocumentId(randomBytes) : toDocumentId(id, "id");
    const operation = toWriteOperation("create", { path: `${collection}/${chosen}`, data });
    return [
      authorize(id === undefined ? withGeneratedId(operation) : operation, { at: "collection" }),
    ];
  },

  execute: ([grant], context) => writeOne(grant, context),
};

function withGeneratedId(operation: WriteOperation): WriteOperation {
  return operation.kind === "create" ? { ...operation, generatedId: true } : operation;
}
