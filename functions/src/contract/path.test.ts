import fc from "fast-check";
import {
  checkCollectionPath,
  checkDocumentPath,
  checkId,
  checkReference,
  documentNameBytes,
  isForeign,
  splitDocumentPath,
} from "./path.ts";

test.each(["users/ada", "users/ada/notes/1", " / ", "a/%2F", "a/...", "a/__x", "a/constructor"])(
  "%j names a document",
  (path) => {
    expect(checkDocumentPath(path)).toBeUndefined();
    expect(checkCollectionPath(path)).toContain("collection");
  },
);

test.each(["users", "users/ada/notes"])("%j names a collection", (path) => {
  expect(checkCollectionPath(path)).toBeUndefined();
  expect(checkDocumentPath(path)).toContain("document");
});

test.each([
  ["a/", "empty"],
  ["/a", "empty"],
  ["a//b/c", "empty"],
  ["a/.", "can't be"],
  ["../a", "can't be"],
  ["a/__x__", "reserved"],
  ["__x__/a", "reserved"],
  ["a/__proto__", "reserved"],
  ["a/__\n__", "reserved"],
  ["a/\ud800", "Unicode"],
  [`a/${"é".repeat(751)}`, "1500 bytes"],
  [Array(202).fill("a").join("/"), "100 collections"],
  [Array(10).fill("a".repeat(700)).join("/"), "6144 bytes"],
])("%j is refused: %s", (path, description) => {
  expect(checkDocumentPath(path)).toContain(description);
});

test("the limits themselves are allowed", () => {
  expect(checkDocumentPath(`a/${"é".repeat(750)}`)).toBeUndefined();
  expect(checkDocumentPath(Array(200).fill("a").join("/"))).toBeUndefined();
});

test("an id never holds a slash, so that no id can reach into another collection", () => {
  expect(checkId("a/b")).toContain("slash");
});

test("a path of valid ids is valid, and splits into its collection and its last id", () => {
  const id = fc.string({ minLength: 1, maxLength: 20, unit: "binary" });
  const valid = id.filter((text) => checkId(text) === undefined);
  fc.assert(
    fc.property(fc.array(fc.tuple(valid, valid), { minLength: 1, maxLength: 5 }), (pairs) => {
      const path = pairs.flat().join("/");
      expect(checkDocumentPath(path)).toBeUndefined();
      const { collection, id: last } = splitDocumentPath(path);
      expect(checkCollectionPath(collection)).toBeUndefined();
      expect(`${collection}/${last}`).toBe(path);
    }),
  );
});

test("a document's name has the size that Firestore documents", () => {
  expect(documentNameBytes("users/jeff/tasks/my_task_id")).toBe(44);
});

test("a reference may point into another database, by its full name", () => {
  const foreign = "projects/p/databases/(default)/documents/users/ada";
  expect(isForeign(foreign)).toBe(true);
  expect(checkReference(foreign)).toBeUndefined();
  expect(checkReference("projects/p/databases/d/documents/a/b/c")).toBeUndefined();
  expect(checkReference("projects/p/databases/d/documents/users/..")).toContain("can't be");
  expect(checkReference("projects/p")).toBeUndefined();
  expect(isForeign("projects/p/databases/d/documents/a")).toBe(false);
});
