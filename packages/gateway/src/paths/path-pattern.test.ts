import { hasDocumentIn, parsePathPattern, segmentsAt } from "./path-pattern.ts";

test.each([
  "movies",
  "users/{uid}",
  "users/{uid}/notes",
  "users/{uid}/notes/{note}",
  "settings/global/items",
  "{collection}",
  "tenants/{tenant}/{collection}",
  "{path=**}",
  "{path=**}/notes",
  "{path=**}/notes/{note}",
  "users/{uid}/{rest=**}",
  "users/{uid}/{rest=**}/notes",
  "settings/global",
  "users/{uid}/private/profile",
])("%s is a collection's path", (text) => {
  expect(() => parsePathPattern(text)).not.toThrow();
});

test.each([
  ["", "empty"],
  ["/movies", "empty"],
  ["movies/", "empty"],
  ["users//notes", "empty"],
  ["users/../notes", '".."'],
  ["users/__id__/notes", "reserved"],
  ["_quotas", "gateway's own"],
  ["_quotas/{key}/parts", "gateway's own"],
  ["settings/__id7__", "reserved"],
  ["settings/ space", "white space"],
  ["{path=**}/settings/global", "only {name}"],
  ["users/{uid}/notes/{uid}", "only once"],
  ["users/{}/notes", "start with a letter"],
  ["users/{__proto__}/notes", "start with a letter"],
  ["users/{a b}/notes", "start with a letter"],
  ["users/x{uid}/notes", "an id, {name} or {name=**}"],
  ["users/{uid=*}/notes", "an id, {name} or {name=**}"],
  ["users/{rest=**}", "in the place of a collection's id"],
  ["{path=**}/{collection}", "an id must follow"],
  ["{path=**}/_notes", "does not start with _"],
  ["{path=**}/notes/one", "only {name}"],
  ["{path=**}/notes/{note}/tags", "may follow"],
  ["{a=**}/{b=**}", "an id must follow"],
])("%s is not: %s", (text, problem) => {
  expect(() => parsePathPattern(text)).toThrow(problem);
});

test("an even path names the ids of the documents, and matches as the collection alone", () => {
  expect(parsePathPattern("users/{uid}")).toEqual({
    segments: parsePathPattern("users").segments,
    idSegment: "uid",
  });
});

test("a path that ends with a document's id is of that document alone", () => {
  const pattern = parsePathPattern("users/{uid}/private/profile");
  expect(pattern).toEqual({
    segments: parsePathPattern("users/{uid}/private").segments,
    documentId: "profile",
  });
  expect(hasDocumentIn(pattern, ["users", "ada", "private"])).toBe(true);
  expect(hasDocumentIn(pattern, ["users", "ada", "public"])).toBe(false);
  expect(hasDocumentIn(pattern, ["users"])).toBe(false);
});

test("{name=**} stands for as many segments as a path has more", () => {
  const lengths = (text: string) =>
    [1, 2, 3, 5].map((length) => segmentsAt(parsePathPattern(text), length)?.length);
  expect(lengths("movies")).toEqual([1, undefined, undefined, undefined]);
  expect(lengths("{path=**}")).toEqual([1, 2, 3, 5]);
  expect(lengths("{path=**}/notes")).toEqual([1, 2, 3, 5]);
  expect(lengths("users/{uid}/{rest=**}")).toEqual([undefined, undefined, 3, 5]);
});
