import * as z from "zod";
import {
  admin,
  allOf,
  anyOf,
  anyone,
  collection,
  createdBy,
  member,
  onlyFields,
  owner,
  pathOwner,
  signedIn,
  where,
} from "../index.ts";
import { formatPolicyMatrix, policyMatrix } from "./index.ts";

const notes = collection("users/{uid}/notes", {
  schema: z.strictObject({ text: z.string() }),
  access: { read: anyOf(pathOwner("uid"), admin()), write: pathOwner("uid") },
});
const articles = collection("articles", {
  schema: z.strictObject({
    author: z.string(),
    published: z.boolean(),
    likes: z.exactOptional(z.int()),
    by: createdBy(),
  }),
  access: {
    read: anyOf(owner("author"), where("published", "==", true)),
    create: owner("author"),
    update: anyOf(owner("author"), allOf(signedIn(), onlyFields("likes"))),
    delete: owner("author"),
  },
});
const tasks = collection("teams/{teamId}/tasks", {
  schema: z.strictObject({ text: z.string() }),
  access: { read: member("teams/{teamId}", "members") },
});
const many = collection("many", {
  schema: z.strictObject({ n: z.int() }),
  access: { list: anyone() },
});
const collections = [notes, articles, tasks, many];

const callers = {
  ada: { uid: "ada" },
  bob: { uid: "bob" },
  root: { uid: "root", claims: { admin: true } },
  nobody: null,
} as const;
const ALL = ["get", "list", "create", "update", "delete"];

test("what each caller may do with each document is found out by doing it", async () => {
  const article = { author: "ada", published: false, by: "ada" };
  const matrix = await policyMatrix({
    collections,
    callers,
    documents: {
      "users/ada/notes/one": { text: "Milk" },
      "articles/draft": article,
      "articles/public": { ...article, published: true },
      "elsewhere/one": {},
    },
    changes: { "articles/public": { likes: 1 } },
  });
  const none = { ada: [], bob: [], root: [], nobody: [] };
  expect(matrix).toEqual({
    "users/ada/notes/one": { ada: ALL, bob: [], root: ["get", "list"], nobody: [] },
    "articles/draft": { ada: ALL, bob: ["update"], root: ["update"], nobody: [] },
    "articles/public": {
      ada: ALL,
      bob: ["get", "list", "update"],
      root: ["get", "list", "update"],
      nobody: ["get", "list"],
    },
    "elsewhere/one": none,
  });
});

test("an update is tried with its changes, and what is tried changes nothing for what comes next", async () => {
  const of = async (changes: object) => {
    const matrix = await policyMatrix({
      collections,
      callers,
      documents: { "articles/public": { author: "ada", published: true } },
      changes: { "articles/public": { ...changes } },
    });
    return matrix["articles/public"].bob;
  };
  expect(await of({ likes: 1 })).toContain("update");
  expect(await of({ published: false })).toEqual(["get", "list"]);
});

test("what is stored besides decides, and is not tried", async () => {
  const matrix = await policyMatrix({
    collections,
    callers,
    documents: { "teams/t/tasks/one": { text: "one" } },
    besides: { "teams/t": { members: ["bob"] } },
  });
  expect(matrix).toEqual({
    "teams/t/tasks/one": { ada: [], bob: ["get", "list"], root: [], nobody: [] },
  });
});

test("a document that lies behind the first page is listed", async () => {
  const others = Array.from({ length: 600 }, (_, n) => [`many/a${String(n)}`, { n }] as const);
  const matrix = await policyMatrix({
    collections,
    callers: { nobody: null },
    documents: { "many/z": { n: 1 } },
    besides: Object.fromEntries(others),
  });
  expect(matrix["many/z"].nobody).toEqual(["list"]);
});

test("what is refused for another reason than a policy is a mistake of the test", async () => {
  const matrix = policyMatrix({
    collections,
    callers: { ada: { uid: "ada" } },
    documents: { "users/ada/notes/one": { colour: "red" } },
  });
  await expect(matrix).rejects.toThrow(/create of users\/ada\/notes\/one by ada: .*text/);
});

test("the table has a line for each caller, and reads as the matrix", async () => {
  const matrix = await policyMatrix({
    collections,
    callers,
    documents: { "users/ada/notes/one": { text: "Milk" } },
  });
  expect(formatPolicyMatrix(matrix)).toBe(`\
users/ada/notes/one
  ada     get  list  create  update  delete
  bob     -    -     -       -       -
  root    get  list  -       -       -
  nobody  -    -     -       -       -`);
});

test("types know the paths and the names", async () => {
  const documents = { "users/ada/notes/one": { text: "Milk" } };
  const matrix = await policyMatrix({ collections, callers: { nobody: null }, documents });
  // @ts-expect-error there is no such caller
  expect(matrix["users/ada/notes/one"].eve).toBeUndefined();
  // @ts-expect-error there is no such document
  expect(matrix["users/ada/notes/two"]).toBeUndefined();
});
