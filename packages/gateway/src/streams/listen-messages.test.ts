import { collection } from "../collection/collection.ts";
import { anyone, member, owner, role, signedIn } from "../policy/policy.ts";
import { anyData } from "../schema/types/any-data.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT } from "../testing/memory-rest.ts";
import type { MemoryStream } from "../testing/memory-stream.ts";
import { opened, snapshotOf } from "./stream.fixture.ts";

const collections = [
  collection("notes", {
    schema: anyData(),
    access: { read: owner("author"), write: signedIn() },
    fields: { secret: { read: role("editor") } },
  }),
  collection("posts", { schema: anyData(), access: { read: anyone(), write: signedIn() } }),
  collection("clubs/{clubId}/posts", {
    schema: anyData(),
    access: { read: member("clubs/{clubId}", "members"), write: signedIn() },
  }),
  collection("letters", {
    schema: anyData(),
    access: { get: signedIn(), list: owner("author"), write: signedIn() },
  }),
];

const PARENT = MEMORY_ROOT.slice(0, -1);

/** A target for the documents of a collection, as Firebase's SDK asks for them. */
function queryOf(collectionId: string, more: object = {}, parent = PARENT) {
  const structuredQuery = { from: [{ collectionId }], orderBy: BY_NAME, ...more };
  return { query: { parent, structuredQuery } };
}

const BY_NAME = [{ field: { fieldPath: "__name__" }, direction: "ASCENDING" }];

const documentOf = (path: string) => ({ documents: { documents: [MEMORY_ROOT + path] } });

function equal(fieldPath: string, stringValue: string) {
  const value = { stringValue };
  return { where: { fieldFilter: { field: { fieldPath }, op: "EQUAL", value } } };
}

let gateway: MemoryGateway;
const streams: MemoryStream[] = [];

beforeEach(() => {
  gateway = memoryGateway({ collections });
});

afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.close()));
});

async function listen(uid: string, message: object): Promise<MemoryStream> {
  const stream = gateway.listenAs({ uid }, { targets: [{ id: "t", message }] });
  streams.push(stream);
  await opened(stream);
  return stream;
}

test("a query is told in the form in which it was asked for, with the time of its own result", async () => {
  await gateway.documents.setAll({ "posts/a": { n: 1 }, "posts/b": { n: 2 } });
  const stream = await listen("ada", queryOf("posts", { limit: { value: 1 } }));
  const { readTime, targets } = await snapshotOf(stream);
  expect(targets).toMatchObject([
    {
      reset: true,
      documents: [],
      messages: [{ name: `${MEMORY_ROOT}posts/a`, fields: { n: { integerValue: "1" } } }],
      readTime,
    },
  ]);
  await gateway.documents.delete("posts/a");
  const after = await snapshotOf(stream);
  expect(after.targets).toMatchObject([
    { removed: ["posts/a"], messages: [{ name: `${MEMORY_ROOT}posts/b` }], documents: [] },
  ]);
});

test("a document is told in that form, and that it is missing by its path", async () => {
  const stream = await listen("ada", documentOf("posts/p"));
  expect((await snapshotOf(stream)).targets).toMatchObject([
    { reset: true, removed: ["posts/p"], messages: [], documents: [] },
  ]);
  await gateway.documents.set("posts/p", { n: 1 });
  const { targets } = await snapshotOf(stream);
  expect(targets).toMatchObject([{ messages: [{ fields: { n: { integerValue: "1" } } }] }]);
  expect(targets[0]).not.toHaveProperty("removed");
});

test("a collection below a document is found, whoever is its member", async () => {
  await gateway.documents.setAll({ "clubs/c": { members: ["ada"] }, "clubs/c/posts/p": { n: 1 } });
  const stream = await listen("ada", queryOf("posts", {}, `${MEMORY_ROOT}clubs/c`));
  expect((await snapshotOf(stream)).targets).toMatchObject([
    { messages: [{ name: `${MEMORY_ROOT}clubs/c/posts/p` }] },
  ]);
});

test("fields that the caller may not see are left out", async () => {
  await gateway.documents.set("notes/a", { author: "ada", secret: 1 });
  for (const message of [queryOf("notes", equal("author", "ada")), documentOf("notes/a")]) {
    const stream = await listen("ada", message);
    const [target] = (await snapshotOf(stream)).targets;
    expect(target?.messages?.[0]?.fields).toEqual({ author: { stringValue: "ada" } });
  }
});

test("a query whose filters do not imply its policy is refused with the filter to add, without its value", async () => {
  await gateway.documents.set("notes/a", { author: "ada" });
  const stream = await listen("ada", queryOf("notes"));
  const frame = await stream.next();
  expect(frame).toMatchObject({
    kind: "removed",
    error: { status: "PERMISSION_DENIED", message: expect.stringContaining("author == …") },
  });
  expect(JSON.stringify(frame)).not.toContain("ada");
});

test("a document that its caller may get and not list leaves the query, and is told as it is where it is asked for", async () => {
  await gateway.documents.set("letters/a", { author: "ada" });
  const query = await listen("ada", queryOf("letters", equal("author", "ada")));
  expect((await snapshotOf(query)).targets).toMatchObject([{ messages: [{ fields: {} }] }]);
  await gateway.documents.set("letters/a", { author: "bob" });
  expect((await snapshotOf(query)).targets).toMatchObject([
    { removed: ["letters/a"], messages: [] },
  ]);
  const document = await listen("ada", documentOf("letters/a"));
  expect((await snapshotOf(document)).targets).toMatchObject([
    { messages: [{ fields: { author: { stringValue: "bob" } } }] },
  ]);
});

test.each([
  ["no part", {}],
  ["two parts", { ...queryOf("posts"), ...documentOf("posts/p") }],
  [
    "two documents",
    { documents: { documents: [`${MEMORY_ROOT}posts/p`, `${MEMORY_ROOT}posts/q`] } },
  ],
  ["another database", { documents: { documents: ["projects/p/databases/d/documents/posts/p"] } }],
  ["the parent of another database", queryOf("posts", {}, "projects/p/databases/d/documents")],
  ["a pipeline", { pipelineQuery: {} }],
])("a target of %s is refused, and what is wrong with it named", async (_name, message) => {
  const stream = await listen("ada", message);
  expect(await stream.next()).toMatchObject({
    kind: "removed",
    error: {
      details: {
        reason: "INVALID_REQUEST",
        fieldViolations: [{ field: expect.stringMatching(/^targets\[0\]\.message/) }],
      },
    },
  });
});

test("a member of a query beside it is refused", async () => {
  const targets = [{ id: "t", message: queryOf("posts"), limit: 1 }];
  const stream = gateway.listenAs({ uid: "ada" }, { targets });
  streams.push(stream);
  await opened(stream);
  expect(await stream.next()).toMatchObject({
    error: { details: { fieldViolations: [{ field: "targets[0].limit" }] } },
  });
});
