import fc from "fast-check";
import { commitTrial } from "../write.arbitrary.ts";
import { compileWrite } from "./compile-write.ts";
import { decodeWrite } from "./decode-write.ts";
import type { JsonWrite } from "./rest-json.ts";

const ROOT = "projects/p/databases/(default)/documents/";

test("what is decoded compiles to the same write again", () => {
  fc.assert(
    fc.property(commitTrial(["c/a", "users/ada/notes/1"]), (commits) => {
      for (const { write } of commits.flat()) {
        const json = JSON.parse(JSON.stringify(compileWrite(write, ROOT))) as JsonWrite;
        expect(compileWrite(decodeWrite(json, ROOT), ROOT)).toEqual(json);
      }
    }),
  );
});

test("a server timestamp comes back", () => {
  const transforms = [{ field: ["at"], transform: { kind: "serverTimestamp" as const } }];
  const write = { kind: "update" as const, path: "c/a", fields: {}, transforms };
  expect(decodeWrite(compileWrite(write, ROOT), ROOT)).toEqual(write);
});

test.each([
  ["a document of another database", { delete: "projects/q/databases/d/documents/c/a" }],
  ["a verify without a condition", { verify: `${ROOT}c/a` }],
  ["a write of no kind", {}],
  [
    "an unknown transform",
    { update: { name: `${ROOT}c/a` }, updateTransforms: [{ fieldPath: "n", multiply: {} }] },
  ],
])("%s is refused", (_, json) => {
  expect(() => decodeWrite(json as unknown as JsonWrite, ROOT)).toThrow(
    expect.objectContaining({ name: "StoreError", code: "INVALID_ARGUMENT" }),
  );
});
