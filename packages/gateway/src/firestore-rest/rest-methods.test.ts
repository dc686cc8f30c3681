import * as z from "zod";
import { anyData, anyone, collection, owner, pathOwner, role, where } from "../index.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import type { MemoryRest, RestAnswer } from "../testing/memory-rest.ts";

const notes = collection("users/{uid}/notes", {
  schema: anyData(),
  access: { read: pathOwner("uid"), write: pathOwner("uid") },
});
const articles = collection("articles", {
  schema: z.looseObject({ author: z.string(), published: z.boolean() }),
  access: {
    read: where("published", "==", true),
    create: owner("author"),
    update: owner("author"),
    delete: owner("author"),
  },
  fields: { verdict: { read: role("editor"), write: role("editor") } },
});
const rows = collection("rows", { schema: anyData(), access: { read: anyone(), write: anyone() } });

let gateway: MemoryGateway;
let ada: MemoryRest;

beforeEach(() => {
  gateway = memoryGateway({ collections: [notes, articles, rows] });
  ada = gateway.restAs({ uid: "ada" });
});

const NOTE = "users/ada/notes/one";
const text = (stringValue: string) => ({ stringValue });
const commit = (...writes: object[]) => ada("POST", "documents:commit", { writes });
const update = (path: string, fields: object, more: object = {}) => ({
  update: { name: ROOT + path, fields },
  ...more,
});
const get = (path: string) => ada("GET", `documents/${path}`);
const fieldsOf = async (path: string) => (await get(path)).body as { fields?: object };

function statusOf({ body }: RestAnswer): unknown {
  const one = Array.isArray(body) ? (body as unknown[])[0] : body;
  return (one as { error?: { status?: string } }).error?.status ?? "OK";
}

test("an update without a mask replaces, with one it merges and deletes, with exists it needs a document", async () => {
  await commit(update(NOTE, { a: text("1"), b: text("1") }));
  await commit(update(NOTE, { a: text("2") }, { updateMask: { fieldPaths: ["a", "b"] } }));
  expect(await fieldsOf(NOTE)).toMatchObject({ fields: { a: text("2") } });
  expect((await fieldsOf(NOTE)).fields).not.toHaveProperty("b");
  await commit(update(NOTE, { c: text("3") }));
  expect((await fieldsOf(NOTE)).fields).toEqual({ c: text("3") });
  const exists = { currentDocument: { exists: true }, updateMask: { fieldPaths: ["c"] } };
  expect(statusOf(await commit(update("users/ada/notes/none", { c: text("4") }, exists)))).toBe(
    "NOT_FOUND",
  );
  const isNew = { currentDocument: { exists: false } };
  expect(statusOf(await commit(update(NOTE, {}, isNew)))).toBe("ALREADY_EXISTS");
});

test("each transform has its result, and applies below a masked parent after the mask", async () => {
  const transforms = [
    { fieldPath: "deep.at", setToServerValue: 1 },
    { field_path: "n", increment: { integerValue: 2 } },
    { fieldPath: "list", appendMissingElements: { values: [text("x")] } },
  ];
  const answer = await commit(
    update(
      NOTE,
      { deep: { mapValue: { fields: { kept: text("k") } } } },
      { updateMask: { fieldPaths: ["deep"] }, updateTransforms: transforms },
    ),
  );
  expect(answer.body).toMatchObject({
    writeResults: [
      {
        transformResults: [
          { timestampValue: expect.any(String) as string },
          { integerValue: "2" },
          { nullValue: null },
        ],
      },
    ],
  });
  expect((await fieldsOf(NOTE)).fields).toMatchObject({
    deep: { mapValue: { fields: { kept: text("k"), at: { timestampValue: expect.any(String) } } } },
    n: { integerValue: "2" },
    list: { arrayValue: { values: [text("x")] } },
  });
});

test("a batchGet has one element for each document, missing and forbidden ones alike", async () => {
  await gateway.documents.set("articles/open", { author: "bob", published: true, verdict: "good" });
  await gateway.documents.set("articles/draft", { author: "bob", published: false });
  const names = ["open", "draft", "none", "open"].map((id) => `${ROOT}articles/${id}`);
  const { body } = await ada("POST", "documents:batchGet", { documents: names });
  const readTime = expect.any(String) as string;
  expect(body).toEqual([
    {
      found: {
        name: names[0],
        fields: { author: text("bob"), published: { booleanValue: true } },
        createTime: expect.any(String) as string,
        updateTime: expect.any(String) as string,
      },
      readTime,
    },
    { missing: names[1], readTime },
    { missing: names[2], readTime },
  ]);
});

test("a query without a limit answers all pages as of one time, and each page is charged", async () => {
  const documents = Array.from({ length: 750 }, (_, n) => [`rows/${String(n)}`, { n }] as const);
  await gateway.documents.setAll(Object.fromEntries(documents));
  const structuredQuery = { from: [{ collectionId: "rows" }] };
  const { body, usage } = await ada("POST", "documents:runQuery", { structuredQuery });
  const elements = body as { document?: { name: string }; readTime: string }[];
  expect(elements.filter(({ document }) => document)).toHaveLength(750);
  expect(new Set(elements.map(({ document }) => document?.name)).size).toBe(751);
  expect(new Set(elements.map(({ readTime }) => readTime)).size).toBe(1);
  // The last page, which is not full, is of 50.
  expect(usage.reads).toBe(750);
});

test("a query is filtered, ordered, started, skipped and limited as it says", async () => {
  const documents = Array.from({ length: 9 }, (_, n) => [`rows/${String(n)}`, { n }] as const);
  await gateway.documents.setAll(Object.fromEntries(documents));
  const structuredQuery = {
    from: [{ collection_id: "rows" }],
    where: {
      compositeFilter: {
        op: 1,
        filters: [
          { fieldFilter: { field: { fieldPath: "n" }, op: 4, value: { integerValue: "1" } } },
          { unaryFilter: { field: { fieldPath: "n" }, op: "IS_NOT_NULL" } },
        ],
      },
    },
    orderBy: [{ field: { fieldPath: "n" }, direction: 2 }],
    startAt: { values: [{ integerValue: 7 }], before: true },
    offset: 1,
    limit: { value: 3 },
    select: { fields: [{ fieldPath: "n" }] },
  };
  const { body, status } = await ada("POST", "documents:runQuery", { structuredQuery });
  expect(status).toBe(200);
  const found = (body as { document?: { fields: { n: { integerValue: string } } } }[]).flatMap(
    ({ document }) => document?.fields.n.integerValue ?? [],
  );
  expect(found).toEqual(["6", "5", "4"]);
  const none = { from: [{ collectionId: "rows" }], limit: 0 };
  const answer = await ada("POST", "documents:runQuery", { structuredQuery: none });
  expect(answer).toMatchObject({ status: 200, usage: { reads: 1 } });
  expect(answer.body).toEqual([{ readTime: expect.any(String) as string }]);
});

test("counts, sums and averages come by their aliases", async () => {
  await gateway.documents.setAll({ "rows/1": { n: 1 }, "rows/2": { n: 4 }, "rows/3": { n: 4 } });
  const structuredAggregationQuery = {
    structuredQuery: { from: [{ collectionId: "rows" }] },
    aggregations: [
      { alias: "all", count: {} },
      { alias: "some", count: { upTo: "2" } },
      { sum: { field: { fieldPath: "n" } } },
      { alias: "mean", avg: { field: { fieldPath: "n" } } },
    ],
  };
  const { body } = await ada("POST", "documents:runAggregationQuery", {
    structuredAggregationQuery,
  });
  expect(body).toMatchObject([
    {
      result: {
        aggregateFields: {
          all: { integerValue: "3" },
          some: { integerValue: "2" },
          field_1: { integerValue: "9" },
          mean: { doubleValue: 3 },
        },
      },
    },
  ]);
});

test("an aggregate may be ordered by the id, behind the fields that are aggregated", async () => {
  await gateway.documents.setAll({ "rows/1": { n: 1 }, "rows/2": { n: 4 }, "rows/3": { n: 4 } });
  const summed = (...fieldPaths: string[]) =>
    ada("POST", "documents:runAggregationQuery", {
      structuredAggregationQuery: {
        structuredQuery: {
          from: [{ collectionId: "rows" }],
          orderBy: fieldPaths.map((fieldPath) => ({ field: { fieldPath } })),
          limit: 2,
        },
        aggregations: [{ alias: "sum", sum: { field: { fieldPath: "n" } } }],
      },
    });
  expect((await summed("n", "__name__")).body).toMatchObject([
    { result: { aggregateFields: { sum: { integerValue: "5" } } } },
  ]);
  // As by Firestore, which has no such index.
  expect(statusOf(await summed("__name__"))).toBe("FAILED_PRECONDITION");
});

test("one document is created, patched, listed and deleted by its URL", async () => {
  const made = await ada("POST", "documents/users/ada/notes?documentId=new", {
    fields: { a: text("1"), b: text("1") },
  });
  expect(made.body).toMatchObject({ name: `${ROOT}users/ada/notes/new`, fields: { a: text("1") } });
  const patch = "documents/users/ada/notes/new?updateMask.fieldPaths=a&updateMask.fieldPaths=b";
  expect((await ada("PATCH", patch, { fields: { a: text("2") } })).status).toBe(200);
  expect((await fieldsOf("users/ada/notes/new")).fields).toEqual({ a: text("2") });
  await ada("POST", "documents/users/ada/notes", { fields: {} });
  const first = await ada("GET", "documents/users/ada/notes?pageSize=1");
  const { documents, nextPageToken } = first.body as {
    documents: object[];
    nextPageToken: string;
  };
  expect(documents).toHaveLength(1);
  const second = await ada(
    "GET",
    `documents/users/ada/notes?pageSize=1&pageToken=${nextPageToken}`,
  );
  expect((second.body as { documents: object[] }).documents).toHaveLength(1);
  expect((await ada("DELETE", "documents/users/ada/notes/new")).body).toEqual({});
  expect(statusOf(await get("users/ada/notes/new"))).toBe("NOT_FOUND");
});

test("a query that may be asked is one partition, and any other is refused as itself", async () => {
  const partition = (collectionId: string) =>
    ada("POST", "documents:partitionQuery", {
      structuredQuery: {
        from: [{ collectionId }],
        orderBy: [{ field: { fieldPath: "__name__" }, direction: "ASCENDING" }],
      },
      partitionCount: "7",
    });
  const { body, usage } = await partition("rows");
  expect([body, usage.reads]).toEqual([{ partitions: [] }, 0]);
  expect(statusOf(await partition("elsewhere"))).toBe("PERMISSION_DENIED");
});

test("a commit that names its request is applied once, and answers alike", async () => {
  const requestId = "6fa459ea-ee8a-4ca4-894e-db77e160355e";
  const increment = { fieldPath: "n", increment: { integerValue: 1 } };
  const write = update("rows/counted", {}, { updateTransforms: [increment], updateMask: {} });
  const send = (id: string, more: object = {}) =>
    ada("POST", `documents:commit?requestId=${id}`, { writes: [write], ...more });
  const first = await send(requestId);
  expect(first.status).toBe(200);
  expect((await send(requestId)).body).toEqual(first.body);
  const inBody = await ada("POST", "documents:commit", { writes: [write], requestId });
  expect(inBody.body).toEqual(first.body);
  expect(await gateway.documents.get("rows/counted")).toEqual({ n: 1 });
  const other = { writes: [update("rows/other", {})] };
  const reused = await ada("POST", `documents:commit?requestId=${requestId}`, other);
  expect(statusOf(reused)).toBe("ALREADY_EXISTS");
  expect(statusOf(await send("1"))).toBe("INVALID_ARGUMENT");
  expect(statusOf(await send(requestId, { transaction: "AAAA" }))).toBe("INVALID_ARGUMENT");
});

test("only collections that the caller may list are told, whether they hold anything or not", async () => {
  const ids = async (path: string) =>
    (await ada("POST", `${path}:listCollectionIds`, {})).body as { collectionIds: string[] };
  expect((await ids("documents")).collectionIds).toEqual(["articles", "rows"]);
  expect((await ids("documents/users/ada")).collectionIds).toEqual(["notes"]);
  expect((await ids("documents/users/bob")).collectionIds).toEqual([]);
});

test("of a batchWrite each write stands alone, with a status of its own", async () => {
  const writes = [
    update(NOTE, { a: text("1") }),
    update("users/bob/notes/one", { a: text("1") }),
    { delete: `${ROOT}users/ada/notes/none`, currentDocument: { exists: true } },
  ];
  const { body } = await ada("POST", "documents:batchWrite", { writes });
  expect(body).toMatchObject({
    writeResults: [{ updateTime: expect.any(String) as string }, {}, {}],
    status: [{}, { code: 7 }, { code: 5 }],
  });
});

test.each([
  ["commit", 10_000],
  ["batchWrite", 500],
])("a %s takes %i writes, and no more", async (method, most) => {
  const writes = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ delete: `${ROOT}rows/${String(n)}` }));
  const within = await ada("POST", `documents:${method}`, { writes: writes(most) });
  expect([within.status, within.usage.deletes]).toEqual([200, most]);
  const beyond = await ada("POST", `documents:${method}`, { writes: writes(most + 1) });
  expect(beyond.status).toBe(400);
  expect(JSON.stringify(beyond.body)).toContain(`must be at most ${String(most)} writes`);
});

test.each([["documents:executePipeline"], ["documents:somethingElse"]])(
  "%s is told to be not carried",
  async (path) => {
    const answer = await ada("POST", path, {});
    expect(answer.status).toBe(501);
    expect(statusOf(answer)).toBe("UNIMPLEMENTED");
  },
);
