import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { recordFor } from "../writes/record-for.ts";
import { toWriteOperation } from "../request/request-write.ts";
import { commitWrites } from "../writes/commit-writes.ts";

/** Deletes a document; where there is none, nothing. */
export const deleteDocument: Callable<"deleteDocument", readonly [AuthorizedWrite]> = {
  name: "deleteDocument",

  plan: (request, authorize) => [authorize(toWriteOperation("delete", request), { at: "path" })],

  async execute(plan, context) {
    const { commitTime, replay } = await commitWrites(plan, context, recordFor(context));
    return { commitTime, ...(replay && { replayed: true as const }) };
  },
};
