import { readFileSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { memoryGateway, policyMatrix } from "@database-service/gateway/testing";
import { collections } from "./index.ts";
import { movies } from "./movies.ts";

const CALLERS = {
  nobody: null,
  ada: { uid: "ada" },
  bob: { uid: "bob" },
  "an admin": { uid: "root", claims: { admin: true } },
  "ada as admin": { uid: "ada", claims: { admin: true } },
  "the service catalog": { uid: "catalog", claims: { service: "catalog" } },
  "the service billing": { uid: "billing", claims: { service: "billing" } },
  "a service with ada's uid": { uid: "ada", claims: { service: "billing" } },
  "an admin service": { uid: "ops", claims: { service: "ops", admin: true } },
} as const;

const ALL = ["get", "list", "create", "update", "delete"];
const READ = ["get", "list"];

const FILE = resolvePath("node_modules/vega-datasets/data/movies.json");
const ROWS = JSON.parse(readFileSync(FILE, "utf8")) as readonly Readonly<Record<string, unknown>>[];
const [ROW = {}] = ROWS;

const DOCUMENTS = { "movies/1": ROW, "users/ada/notes/1": { text: "Milk" } } as const;

test("movies are for everybody to read, and for the catalog and admins to write", async () => {
  const matrix = await policyMatrix({ collections, callers: CALLERS, documents: DOCUMENTS });
  expect(matrix["movies/1"]).toEqual({
    nobody: READ,
    ada: READ,
    bob: READ,
    "an admin": ALL,
    "ada as admin": ALL,
    "the service catalog": ALL,
    "the service billing": READ,
    "a service with ada's uid": READ,
    "an admin service": ALL,
  });
});

test("notes are for the user that the path names, and for admins to read", async () => {
  const matrix = await policyMatrix({ collections, callers: CALLERS, documents: DOCUMENTS });
  expect(matrix["users/ada/notes/1"]).toEqual({
    nobody: [],
    ada: ALL,
    bob: [],
    "an admin": READ,
    "ada as admin": ALL,
    "the service catalog": [],
    "the service billing": [],
    "a service with ada's uid": [],
    "an admin service": READ,
  });
});

test("of what is not declared, nobody may do anything", async () => {
  const paths = [
    "notes/1",
    "users/ada",
    "users/ada/notes/1/tags/2",
    "Movies/1",
    "_quotas/1",
    "_secrets/1",
  ];
  const documents = Object.fromEntries(paths.map((path) => [path, {}]));
  const matrix = await policyMatrix({ collections, callers: CALLERS, documents });
  const allowed = Object.values(matrix).flatMap((row) => Object.values(row).flat());
  expect(Object.keys(matrix)).toEqual(paths);
  expect(allowed).toEqual([]);
});

test("no field is hidden from who may read the document", async () => {
  const gateway = memoryGateway({ collections });
  await gateway.documents.setAll(DOCUMENTS);
  const movie = await gateway.as(null).getDocument({ path: "movies/1" });
  expect(movie.document.data).toEqual(ROW);
  const note = await gateway.asAdmin().getDocument({ path: "users/ada/notes/1" });
  expect(note.document.data).toEqual({ text: "Milk" });
});

test("the movies of vega-datasets fit the schema, but for the 10 whose title is not a string", () => {
  const rejected = ROWS.filter((row) => !movies.schema.safeParse(row).success);
  expect(ROWS).toHaveLength(3_201);
  const titles = rejected.map(({ Title }) => (Title === null ? "null" : typeof Title));
  expect(titles.filter((type) => type === "number")).toHaveLength(9);
  expect(titles.filter((type) => type === "null")).toHaveLength(1);
  expect(titles).toHaveLength(10);
});
