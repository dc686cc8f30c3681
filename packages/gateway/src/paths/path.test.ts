import fc from "fast-check";
import { WHITE_SPACE } from "./document-id.samples.ts";
import { MAX_INT64, MIN_INT64 } from "../values/number.ts";
import {
  checkCollectionId,
  checkCollectionPath,
  checkDocumentId,
  checkDocumentPath,
  checkListedPath,
  checkNewDocumentId,
  checkNewDocumentPath,
  checkReference,
  compareIds,
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
  expect(checkCollectionId("a/b")).toContain("slash");
});

test("a path of valid ids is valid, and splits into its collection and its last id", () => {
  const id = fc.string({ minLength: 1, maxLength: 20, unit: "binary" });
  const valid = id.filter((text) => checkCollectionId(text) === undefined);
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

const int64 = fc.bigInt({ min: MIN_INT64, max: MAX_INT64 }).filter((number) => number !== 0n);

test("Datastore's numeric ids are ids of documents alone, of new ones too", () => {
  fc.assert(
    fc.property(int64, (number) => {
      const id = `__id${String(number)}__`;
      expect(checkDocumentId(id)).toBeUndefined();
      expect(checkDocumentPath(`a/${id}/b/c`)).toBeUndefined();
      expect(checkReference(`a/${id}`)).toBeUndefined();
      expect(checkNewDocumentPath(`a/${id}/b/c`)).toBeUndefined();
      expect(checkNewDocumentPath(`a/${id}`)).toBeUndefined();
      expect(checkNewDocumentId(id)).toBeUndefined();
      expect(checkCollectionId(id)).toContain("reserved");
      expect(checkCollectionPath(id)).toContain("reserved");
      expect(checkDocumentPath(`${id}/a`)).toContain("reserved");
    }),
  );
});

test.each(["0", "-0", "07", "+7", " 7", "7 ", "7.0", "1e3", "", "x", "９", "9223372036854775808"])(
  "__id%s__ is no numeric id",
  (digits) => {
    expect(checkDocumentId(`__id${digits}__`)).toContain("reserved");
  },
);

test("numeric ids order by their numbers, before all others", () => {
  fc.assert(
    fc.property(int64, int64, fc.string({ unit: "binary" }), (a, b, other) => {
      fc.pre(!other.startsWith("__id"));
      const [idA, idB] = [`__id${String(a)}__`, `__id${String(b)}__`];
      expect(Math.sign(compareIds(idA, idB))).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(compareIds(idA, other)).toBeLessThan(0);
      expect(compareIds(other, idA)).toBeGreaterThan(0);
    }),
  );
});

test("of white space at the ends of an id, no document is made and nothing below is listed", () => {
  for (const space of WHITE_SPACE) {
    for (const id of [`a${space}`, `${space}a`, space]) {
      expect(checkDocumentPath(`users/${id}`)).toBeUndefined();
      expect(checkReference(`users/${id}`)).toBeUndefined();
      expect(checkNewDocumentPath(`users/${id}`)).toContain("white space");
      expect(checkNewDocumentPath(`users/${id}/notes/a`)).toContain("white space");
      expect(checkNewDocumentPath(`${id}/a`)).toContain("white space");
      expect(checkNewDocumentId(id)).toContain("white space");
      expect(checkListedPath(`users/${id}/notes`)).toContain("white space");
      expect(checkListedPath(`${id}/a/notes`)).toContain("white space");
      expect(checkListedPath(`users/${id}/notes/b/c`)).toContain("white space");
    }
    expect(checkNewDocumentPath(`users/a${space}b`)).toBeUndefined();
    expect(checkListedPath(`users/a${space}b/notes`)).toBeUndefined();
    expect(checkListedPath(`users/a/notes${space}`)).toBeUndefined();
  }
});
