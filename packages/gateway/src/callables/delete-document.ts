import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { toWriteOperation } from "../request/request-write.ts";
import { deleteOne } from "../writes/delete-one.ts";

/** Deletes a document; where there is none, nothing. */
export const deleteDocument: Callable<"deleteDocument", readonly [AuthorizedWrite]> = {
  name: "deleteDocument",

  plan: (request, authorize) => [authorize(toWriteOperation("delete", request), { at: "path" })],

  execute: ([grant], context) => deleteOne(grant, context),
};
