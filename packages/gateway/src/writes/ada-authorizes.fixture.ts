import { authorizer } from "../authorize/authorize.ts";
import { Registry } from "../collection/registry.ts";
import { anyData, anyone, collection, where } from "../index.ts";
import { ada } from "./write-case.arbitrary.ts";

/** What ada may do: anything in `open`, and in `partly` what is open there. */
export const adaAuthorizes = authorizer({
  caller: ada,
  collections: new Registry([
    collection("open", { schema: anyData(), access: { read: anyone(), write: anyone() } }),
    collection("partly", {
      schema: anyData(),
      access: { get: anyone(), create: anyone(), write: where("open", "==", true) },
    }),
  ]),
  now: "2026-11-22T11:00:00.000000Z",
});
