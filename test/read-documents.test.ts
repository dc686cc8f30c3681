import { clientAs, type Client } from "./support/gateway.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { refusalOf } from "./support/refusal.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
let nobody: Client;
let ada: Client;

beforeAll(async () => {
  [nobody, ada] = await Promise.all([clientAs("anonymous"), clientAs({ uid: "reading-ada" })]);
  await rawFirestore.set("movies/read-a", {
    Title: { stringValue: "Alpha" },
    "US Gross": { integerValue: "3" },
    "IMDB Rating": { doubleValue: 6.5 },
  });
  await rawFirestore.set("movies/read-b", {
    Title: { stringValue: "Beta" },
    "US Gross": { nullValue: null },
  });
  await rawFirestore.set("users/reading-ada/notes/n", { text: { stringValue: "mine" } });
});

describe("getDocument", () => {
  test("answers the document with its path, id, times and what it cost", async () => {
    expect(await nobody.call("getDocument", { path: "movies/read-a" })).toEqual({
      document: {
        path: "movies/read-a",
        id: "read-a",
        data: { Title: "Alpha", "US Gross": 3, "IMDB Rating": 6.5 },
        createTime: expect.stringMatching(TIME),
        updateTime: expect.stringMatching(TIME),
      },
      usage: { reads: 1, writes: 0, deletes: 0 },
    });
  });

  test("answers only the fields that were asked for", async () => {
    const answer = await nobody.call("getDocument", {
      path: "movies/read-a",
      fields: ["`US Gross`"],
    });
    expect(answer).toMatchObject({ document: { data: { "US Gross": 3 } } });
    expect(answer).not.toHaveProperty("document.data.Title");
  });

  test("says not-found of a document that is not there, and what finding out cost", async () => {
    expect(await refusalOf(nobody.call("getDocument", { path: "movies/read-none" }))).toMatchObject(
      {
        code: "not-found",
        details: {
          reason: "DOCUMENT_NOT_FOUND",
          path: "movies/read-none",
          usage: { reads: 1, writes: 0, deletes: 0 },
        },
      },
    );
  });

  test("an unknown collection and a forbidden one look the same", async () => {
    const [unknown, forbidden] = await Promise.all([
      refusalOf(nobody.call("getDocument", { path: "nothing/x" })),
      refusalOf(nobody.call("getDocument", { path: "users/reading-ada/notes/n" })),
    ]);
    const alike = (text: string) =>
      text.replaceAll("nothing/x", "P").replaceAll("users/reading-ada/notes/n", "P");
    expect(alike(JSON.stringify(unknown))).toBe(alike(JSON.stringify(forbidden)));
    expect(forbidden).toMatchObject({
      code: "permission-denied",
      details: { reason: "FORBIDDEN" },
    });
  });

  test("the owner reads their own", async () => {
    const answer = await ada.call("getDocument", { path: "users/reading-ada/notes/n" });
    expect(answer).toMatchObject({ document: { data: { text: "mine" } } });
  });

  test.each([
    ["an unknown key", { path: "movies/a", mask: [] }, "mask"],
    ["a missing path", {}, "path"],
    ["a path of another type", { path: 1 }, "path"],
    ["the path of a collection", { path: "movies" }, "path"],
    ["a field path that is none", { path: "movies/a", fields: ["a b"] }, "fields[0]"],
  ])("names the field of a request with %s", async (_name, request, field) => {
    expect(await refusalOf(nobody.call("getDocument", request))).toMatchObject({
      code: "invalid-argument",
      details: { reason: "INVALID_REQUEST", fieldViolations: [{ field }] },
    });
  });
});

describe("getDocuments", () => {
  test("answers in the order asked, duplicates too, null where there is none", async () => {
    const paths = ["movies/read-b", "movies/read-none", "movies/read-a", "movies/read-b"];
    expect(await nobody.call("getDocuments", { paths })).toMatchObject({
      documents: [{ id: "read-b" }, null, { id: "read-a" }, { id: "read-b" }],
      usage: { reads: 3, writes: 0, deletes: 0 },
    });
  });

  test("one forbidden path refuses the call with its index", async () => {
    const paths = ["movies/read-a", "users/reading-ada/notes/n"];
    expect(await refusalOf(nobody.call("getDocuments", { paths }))).toMatchObject({
      code: "permission-denied",
      details: { reason: "FORBIDDEN", index: 1, path: "users/reading-ada/notes/n" },
    });
  });

  test("takes 500 paths and refuses 501", async () => {
    const paths = (count: number) =>
      Array.from({ length: count }, (_, index) => `movies/none-${String(index)}`);
    expect(await ada.call("getDocuments", { paths: paths(500) })).toMatchObject({
      usage: { reads: 500 },
    });
    expect(await refusalOf(ada.call("getDocuments", { paths: paths(501) }))).toMatchObject({
      details: { reason: "INVALID_REQUEST", fieldViolations: [{ field: "paths" }] },
    });
  });
});
