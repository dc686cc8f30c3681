import type { AuthorizedWrite } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { recordFor } from "../pipeline/record-for.ts";
import { toWriteOperation } from "../pipeline/request-write.ts";
import { commitWrites } from "../pipeline/write-documents.ts";

/** Deletes a document; where there is none, nothing. */
export const deleteDocument: Callable<"deleteDocument", readonly [AuthorizedWrite]> = {
  name: "deleteDocument",

  plan: (request, authorize) => [authorize(toWriteOperation("delete", request), { at: "path" })],

  async execute(plan, context) {
    const { gateway, call } = context;
    const writing = { documents: gateway.documents, call };
    const { commitTime, replay } = await commitWrites(plan, writing, recordFor(context));
    return { commitTime, ...(replay && { replayed: true as const }) };
  },
};
