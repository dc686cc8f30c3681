import { GatewayError } from "../contract/error.ts";
import type { AuthorizedGet } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { unreadableError } from "../pipeline/document-answer.ts";
import { readDocuments } from "../pipeline/read-documents.ts";
import { toDocumentPath, toFieldPaths } from "../pipeline/request-path.ts";

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
