import type { AuthorizedWrite } from "../authorize/authorize.ts";
import type { Callable } from "./callable.ts";
import { toWriteOperation } from "../request/request-write.ts";
import { writeOne } from "../writes/write-one.ts";

/** The whole document, made where there was none; with merge, only the fields that are given. */
export const setDocument: Callable<"setDocument", readonly [AuthorizedWrite]> = {
  name: "setDocument",

  plan: (request, authorize) => [authorize(toWriteOperation("set", request), { at: "path" })],

  execute: ([grant], context) => writeOne(grant, context),
};
