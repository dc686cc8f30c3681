import { onceMethods } from "./once-methods.ts";

test("what is listed, and what of Firestore's protocol can do as much, takes each token once", () => {
  expect([...onceMethods(["setQuota"])]).toEqual(["setQuota"]);
  expect([...onceMethods(["getDocument", "queryDocuments"])].toSorted()).toEqual([
    "firestore.batchGet",
    "firestore.get",
    "firestore.listDocuments",
    "firestore.runQuery",
    "getDocument",
    "queryDocuments",
  ]);
  const everyWrite = onceMethods(["deleteDocument"]);
  for (const name of ["commit", "batchWrite", "createDocument", "patch", "delete"]) {
    expect(everyWrite).toContain(`firestore.${name}`);
  }
  expect(onceMethods([]).size).toBe(0);
});
