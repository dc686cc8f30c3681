import type { AuthorizedGet } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { readDocuments } from "../reads/read-documents.ts";
import { toDocumentPath, toFieldPaths } from "../request/request-path.ts";

/** Documents by their paths, in the order asked; null where there is none, or none that can be read. */
export const getDocuments: Callable<"getDocuments", readonly AuthorizedGet[]> = {
  name: "getDocuments",

  plan({ paths, fields }, authorize) {
    const mask = fields && { fields: toFieldPaths(fields, "fields") };
    return paths.map((path, index) => {
      const at = `paths[${String(index)}]`;
      const operation = { kind: "get", path: toDocumentPath(path, at), ...mask } as const;
      return authorize(operation, { at, index });
    });
  },

  async execute(plan, context) {
    const { documents, unreadable } = await readDocuments(plan, context);
    return {
      documents: [...documents],
      ...(unreadable.length > 0 && { unreadable: [...unreadable] }),
    };
  },
};
