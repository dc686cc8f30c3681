import { GatewayError } from "../errors/error.ts";
import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { unreadableError } from "../reads/document-answer.ts";
import { readDocuments } from "../reads/read-documents.ts";
import { toDocumentPath, toFieldPaths } from "../request/request-path.ts";

/** One document, or not-found; an error too where it can't be read. */
export const getDocument: Callable<"getDocument", readonly [AuthorizedGet]> = {
  name: "getDocument",

  plan({ path, fields }, authorize) {
    const operation = {
      kind: "get",
      path: toDocumentPath(path, "path"),
      ...(fields && { fields: toFieldPaths(fields, "fields") }),
    } as const;
    return [authorize(operation, { at: "path" })];
  },

  async execute(plan, context) {
    const {
      documents: [document],
      unreadable: [unreadable],
    } = await readDocuments(plan, context);
    if (document) return { document };
    const { path } = context.request;
    if (unreadable) throw unreadableError(path, unreadable);
    throw new GatewayError("DOCUMENT_NOT_FOUND", `There is no document ${path}.`, { path });
  },
};
