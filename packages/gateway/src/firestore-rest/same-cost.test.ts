import { collections } from "../../../../test/fixtures/collections/index.ts";
import type { CallableName } from "../api/api.ts";
import type { Who } from "../testing/memory-caller.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";

const ARTICLE = { author: "ada", title: "A", published: true };
const sent = { author: text("ada"), title: text("A"), published: { booleanValue: true } };

function text(stringValue: string) {
  return { stringValue };
}

const name = (path: string) => ROOT + path;
const byAda = { fieldFilter: { field: { fieldPath: "author" }, op: "EQUAL", value: text("ada") } };
const from = [{ collectionId: "articles" }];

type Work = readonly [string, CallableName, object, string, object];

/** The same work by a callable and by Firestore's REST API. */
const WORK: readonly Work[] = [
  [
    "getting documents, one of them hidden",
    "getDocuments",
    { paths: ["articles/1", "articles/draft", "articles/none"] },
    "batchGet",
    { documents: [name("articles/1"), name("articles/draft"), name("articles/none")] },
  ],
  [
    "getting what is closed",
    "getDocuments",
    { paths: ["nowhere/1"] },
    "batchGet",
    { documents: [name("nowhere/1")] },
  ],
  [
    "a query",
    "queryDocuments",
    { collection: "articles", where: [["author", "==", "ada"]], limit: 10 },
    "runQuery",
    { structuredQuery: { from, where: byAda, limit: 10 } },
  ],
  [
    "a query that finds nothing",
    "queryDocuments",
    { collection: "shapes", limit: 10 },
    "runQuery",
    { structuredQuery: { from: [{ collectionId: "shapes" }], limit: 10 } },
  ],
  [
    "a count",
    "aggregateDocuments",
    {
      collection: "articles",
      where: [["author", "==", "ada"]],
      aggregates: { n: { count: true } },
    },
    "runAggregationQuery",
    {
      structuredAggregationQuery: {
        structuredQuery: { from, where: byAda },
        aggregations: [{ alias: "n", count: {} }],
      },
    },
  ],
  [
    "an update that needs the document",
    "updateDocument",
    { path: "articles/1", data: { title: "B" } },
    "commit",
    {
      writes: [
        {
          update: { name: name("articles/1"), fields: { title: text("B") } },
          updateMask: { fieldPaths: ["title"] },
          currentDocument: { exists: true },
        },
      ],
    },
  ],
  [
    "a batch",
    "batchWrite",
    {
      writes: [
        { op: "set", path: "values/a", data: {} },
        { op: "delete", path: "values/b" },
        { op: "verify", path: "values/c", ifExists: false },
      ],
    },
    "commit",
    {
      writes: [
        { update: { name: name("values/a"), fields: {} } },
        { delete: name("values/b") },
        { verify: name("values/c"), currentDocument: { exists: false } },
      ],
    },
  ],
  [
    "a write that is refused",
    "setDocument",
    { path: "articles/new", data: ARTICLE },
    "commit",
    { writes: [{ update: { name: name("articles/new"), fields: sent } }] },
  ],
  [
    "writes that stand alone, one of them refused",
    "batchWrite",
    {
      atomic: false,
      writes: [
        { op: "set", path: "values/a", data: {} },
        { op: "set", path: "stock/a", data: { left: 1, reserved: 0 } },
      ],
    },
    "batchWrite",
    {
      writes: [
        { update: { name: name("values/a"), fields: {} } },
        {
          update: {
            name: name("stock/a"),
            fields: { left: { integerValue: 1 }, reserved: { integerValue: 0 } },
          },
        },
      ],
    },
  ],
];

test("a document under an id that the gateway chooses costs the same by either protocol", async () => {
  const [one, other] = [await world(), await world()];
  await one.gateway.as(ADA).createDocument({ collection: "articles", data: ARTICLE });
  const created = await other.gateway.restAs(ADA)("POST", "documents/articles", { fields: sent });
  expect(created.status).toBe(200);
  expect(await spent(other)).toEqual(await spent(one));
});

test.each(WORK)(
  "%s costs the same by either protocol",
  async (_, callable, request, verb, body) => {
    const [one, other] = [await world(), await world()];
    const asAda = one.gateway.as(ADA);
    await asAda[callable](request as never).catch(() => undefined);
    await other.gateway.restAs(ADA)("POST", `documents:${verb}`, body);
    expect(await spent(other)).toEqual(await spent(one));
    expect((await spent(one)).usage).not.toEqual(undefined);
  },
);

test("a page of a listing costs the same as that of a query", async () => {
  const [one, other] = [await world(), await world()];
  const { nextCursor } = await one.gateway
    .as(ADA)
    .queryDocuments({ collection: "guestbook", limit: 2 });
  await one.gateway.as(ADA).queryDocuments({
    collection: "guestbook",
    limit: 2,
    ...(nextCursor && { cursor: nextCursor }),
  });
  const rest = other.gateway.restAs(ADA);
  const first = await rest("GET", "documents/guestbook?pageSize=2");
  const { nextPageToken = "" } = first.body as { nextPageToken?: string };
  await rest("GET", `documents/guestbook?pageSize=2&pageToken=${nextPageToken}`);
  expect(await spent(other)).toEqual(await spent(one));
  expect(other.gateway.usage).toMatchObject({ reads: 3 });
});

test.each([
  ["listCollectionIds", {}],
  ["partitionQuery", { structuredQuery: { from: [{ collectionId: "guestbook" }] } }],
  ["beginTransaction", {}],
])("a %s is one call, and reads nothing", async (verb, body) => {
  const [one, other] = [await world(), await world()];
  const refused = one.gateway.as(CATALOG).getDocuments({ paths: ["nowhere/1"] });
  await expect(refused).rejects.toMatchObject({ reason: "FORBIDDEN" });
  const { status } = await other.gateway.restAs(CATALOG)("POST", `documents:${verb}`, body);
  expect(status).toBe(200);
  const [asked, expected] = [await spent(other, CATALOG), await spent(one, CATALOG)];
  expect([asked.usage, asked.left[0]]).toEqual([expected.usage, expected.left[0]]);
});

test("what is done in a transaction costs the same as without", async () => {
  const paths = ["guestbook/1", "guestbook/none"];
  const [one, other] = [await world(), await world()];
  const catalog = one.gateway.as(CATALOG);
  await catalog.getDocuments({ paths, maxAgeMs: 0 });
  await catalog.queryDocuments({ collection: "guestbook", limit: 10 });
  await catalog.batchWrite({
    writes: [
      { op: "set", path: "guestbook/1", data: {} },
      { op: "delete", path: "guestbook/2" },
    ],
  });
  const rest = other.gateway.restAs(CATALOG);
  const { body } = await rest("POST", "documents:batchGet", {
    documents: paths.map(name),
    newTransaction: { readWrite: {} },
  });
  const [{ transaction }] = body as [{ transaction: string }];
  const structuredQuery = { from: [{ collectionId: "guestbook" }], limit: 10 };
  await rest("POST", "documents:runQuery", { structuredQuery, transaction });
  const writes = [
    { update: { name: name("guestbook/1"), fields: {} } },
    { delete: name("guestbook/2") },
  ];
  const committed = await rest("POST", "documents:commit", { writes, transaction });
  expect(committed.status).toBe(200);
  expect(await spent(other, CATALOG)).toEqual(await spent(one, CATALOG));
});

test("a transaction that is rolled back costs a call more than what was read in it", async () => {
  const [one, other] = [await world(), await world()];
  const documents = [name("guestbook/1")];
  const catalog = one.gateway.restAs(CATALOG);
  await catalog("POST", "documents:batchGet", { documents });
  await catalog("POST", "documents:beginTransaction", {});
  const rest = other.gateway.restAs(CATALOG);
  const { body } = await rest("POST", "documents:batchGet", {
    documents,
    newTransaction: { readWrite: {} },
  });
  const [{ transaction }] = body as [{ transaction: string }];
  expect((await rest("POST", "documents:rollback", { transaction })).status).toBe(200);
  expect(await spent(other, CATALOG)).toEqual(await spent(one, CATALOG));
});

const ADA = { uid: "ada" };
const CATALOG = { uid: "service:catalog", claims: { service: "catalog" } };

async function world() {
  const gateway = memoryGateway({ collections });
  const stored = { ...ARTICLE, made: TIME, madeBy: "ada", changed: TIME };
  await gateway.documents.setAll({
    "articles/1": stored,
    "articles/2": stored,
    "articles/draft": { ...stored, author: "bob", published: false },
    "guestbook/1": { n: 1 },
    "guestbook/2": { n: 2 },
    "guestbook/3": { n: 3 },
  });
  return { gateway };
}

const TIME = { $timestamp: "2026-01-01T00:00:00.000000Z" };

/** What was billed, and what the quota has left. */
async function spent({ gateway }: Awaited<ReturnType<typeof world>>, who: Who = ADA) {
  const { usage } = gateway;
  const { limits } = await gateway.as(who).getQuota({});
  return { usage, left: limits.map(({ remaining }) => remaining) };
}
