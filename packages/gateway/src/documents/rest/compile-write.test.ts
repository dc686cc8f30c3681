import type { Write } from "../store.ts";
import { compileWrite } from "./compile-write.ts";
import type { JsonWrite } from "./rest-json.ts";

const ROOT = "projects/p/databases/(default)/documents/";
const updateTime = "2026-11-22T10:00:00.123456Z";

test.each<[claim: string, Write, JsonWrite]>([
  [
    "a document that is replaced has no mask",
    { kind: "update", path: "users/ada", fields: { n: 1, r: { $reference: "users/bob" } } },
    {
      update: {
        name: `${ROOT}users/ada`,
        fields: { n: { integerValue: "1" }, r: { referenceValue: `${ROOT}users/bob` } },
      },
    },
  ],
  [
    "an empty mask is a mask",
    { kind: "update", path: "c/a", fields: {}, mask: [] },
    { update: { name: `${ROOT}c/a`, fields: {} }, updateMask: { fieldPaths: [] } },
  ],
  [
    "masks and transforms name fields of any kind",
    {
      kind: "update",
      path: "c/a",
      fields: {},
      mask: [["US Gross"], ["a", "b.c"]],
      transforms: [
        { field: ["the time"], transform: { kind: "serverTimestamp" } },
        { field: ["n"], transform: { kind: "increment", by: 1.5 } },
        { field: ["l"], transform: { kind: "arrayUnion", values: [1, "a"] } },
        { field: ["m", "l"], transform: { kind: "arrayRemove", values: [] } },
      ],
      precondition: { exists: true },
    },
    {
      update: { name: `${ROOT}c/a`, fields: {} },
      updateMask: { fieldPaths: ["`US Gross`", "a.`b.c`"] },
      updateTransforms: [
        { fieldPath: "`the time`", setToServerValue: "REQUEST_TIME" },
        { fieldPath: "n", increment: { doubleValue: 1.5 } },
        {
          fieldPath: "l",
          appendMissingElements: { values: [{ integerValue: "1" }, { stringValue: "a" }] },
        },
        { fieldPath: "m.l", removeAllFromArray: { values: [] } },
      ],
      currentDocument: { exists: true },
    },
  ],
  [
    "a delete under a condition",
    { kind: "delete", path: "c/a", precondition: { updateTime } },
    { delete: `${ROOT}c/a`, currentDocument: { updateTime } },
  ],
  ["a delete", { kind: "delete", path: "c/a" }, { delete: `${ROOT}c/a` }],
  [
    "a verify",
    { kind: "verify", path: "c/a", precondition: { exists: false } },
    { verify: `${ROOT}c/a`, currentDocument: { exists: false } },
  ],
])("%s", (_claim, write, json) => {
  expect(compileWrite(write, ROOT)).toEqual(json);
});
