import type { AuthorizedWrite } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { toWriteOperation } from "../pipeline/request-write.ts";
import { commitWrites } from "../pipeline/write-documents.ts";

/** Deletes a document; where there is none, nothing. */
export const deleteDocument: Callable<"deleteDocument", readonly [AuthorizedWrite]> = {
  name: "deleteDocument",

  plan: (request, authorize) => [authorize(toWriteOperation("delete", request), { at: "path" })],

  async execute(plan, { gateway, call }) {
    const { commitTime } = await commitWrites(plan, { documents: gateway.documents, call });
    return { commitTime };
  },
};
