import type { AuthorizedWrite } from "../pipeline/authorize.ts";
import type { Callable } from "../pipeline/callable.ts";
import { toWriteOperation } from "../pipeline/request-write.ts";
import { writeOne } from "../pipeline/write-one.ts";

/** Some fields of a document that exists. */
export const updateDocument: Callable<"updateDocument", readonly [AuthorizedWrite]> = {
  name: "updateDocument",

  plan: (request, authorize) => [authorize(toWriteOperation("update", request), { at: "path" })],

  execute: ([grant], context) => writeOne(grant, context),
};
