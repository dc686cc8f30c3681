import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { toWriteOperation } from "../request/request-write.ts";
import { writeOne } from "../writes/write-one.ts";

/** Some fields of a document that exists. */
export const updateDocument: Callable<"updateDocument", readonly [AuthorizedWrite]> = {
  name: "updateDocument",

  plan: (request, authorize) => [authorize(toWriteOperation("update", request), { at: "path" })],

  execute: ([grant], context) => writeOne(grant, context),
};
