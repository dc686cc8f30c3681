import { collections } from "../../../../test/fixtures/collections/index.ts";
import { mutationsOf } from "../api/request.samples.ts";
import { memoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";

const HOSTILE = `${ROOT}values/hostile`;
const DATABASE = ROOT.slice(0, -"/documents/".length);
const TIME = "2026-01-01T00:00:00Z";
const text = { stringValue: "x" };
const field = { fieldPath: "a" };

const structuredQuery = {
  select: { fields: [field] },
  from: [{ collectionId: "values", allDescendants: false }],
  where: {
    compositeFilter: {
      op: "AND",
      filters: [
        { fieldFilter: { field, op: "EQUAL", value: text } },
        { fieldFilter: { field, op: "IN", value: { arrayValue: { values: [text] } } } },
        { unaryFilter: { field, op: "IS_NULL" } },
      ],
    },
  },
  orderBy: [{ field, direction: "ASCENDING" }],
  startAt: { values: [text], before: true },
  endAt: { values: [text], before: false },
  offset: 1,
  limit: 2,
};

const nearest = {
  select: { fields: [field] },
  from: [{ collectionId: "places" }],
  findNearest: {
    vectorField: { fieldPath: "embedding" },
    queryVector: {
      mapValue: {
        fields: {
          __type__: { stringValue: "__vector__" },
          value: {
            arrayValue: { values: [{ doubleValue: 0.5 }, { integerValue: 1 }, { doubleValue: 1 }] },
          },
        },
      },
    },
    distanceMeasure: "EUCLIDEAN",
    limit: 2,
    distanceThreshold: 4.5,
    distanceResultField: "distance",
  },
};

const values = {
  null: { nullValue: null },
  integer: { integerValue: "1" },
  double: { doubleValue: 0.5 },
  time: { timestampValue: "2026-01-01T00:00:00Z" },
  bytes: { bytesValue: "AA==" },
  reference: { referenceValue: HOSTILE },
  point: { geoPointValue: { latitude: 1, longitude: 1 } },
  array: { arrayValue: { values: [text] } },
  map: { mapValue: { fields: { a: text } } },
};

const writes = [
  {
    update: { name: HOSTILE, fields: values },
    updateMask: { fieldPaths: ["null", "map.a"] },
    updateTransforms: [
      { fieldPath: "at", setToServerValue: "REQUEST_TIME" },
      { fieldPath: "n", increment: { integerValue: 1 } },
      { fieldPath: "m", maximum: { integerValue: 1 } },
      { fieldPath: "l", appendMissingElements: { values: [text] } },
      { fieldPath: "r", removeAllFromArray: { values: [text] } },
    ],
    currentDocument: { exists: true },
  },
  { delete: HOSTILE, currentDocument: { updateTime: "2026-01-01T00:00:00Z" } },
  { verify: HOSTILE, currentDocument: { exists: true } },
  { transform: { document: HOSTILE, fieldTransforms: [{ fieldPath: "n", increment: text }] } },
];

/** Requests in which each part is known. */
const SAMPLES: readonly (readonly [string, object])[] = [
  ["batchGet", { documents: [HOSTILE], mask: { fieldPaths: ["a"] } }],
  ...writes.map((write) => ["commit", { writes: [write] }] as const),
  ["batchWrite", { writes: writes.slice(0, 2), labels: {} }],
  [
    "write",
    writes.slice(0, 2).map((write, index) => {
      const requestId = `00000000-0000-4000-8000-00000000000${String(index)}`;
      return { requestId, database: DATABASE, writes: [write] };
    }),
  ],
  ["runQuery", { structuredQuery }],
  [
    "runAggregationQuery",
    {
      structuredAggregationQuery: {
        structuredQuery: { from: [{ collectionId: "values" }] },
        aggregations: [
          { alias: "n", count: { upTo: 1 } },
          { alias: "s", sum: { field } },
          { alias: "m", avg: { field } },
        ],
      },
    },
  ],
  ["runQuery", { structuredQuery: nearest }],
  [
    "partitionQuery",
    {
      parent: ROOT.slice(0, -1),
      structuredQuery: {
        from: [{ collectionId: "values" }],
        orderBy: [{ field: { fieldPath: "__name__" } }],
      },
      partitionCount: "7",
      pageSize: 1,
      pageToken: "a",
      readTime: TIME,
    },
  ],
  ["listCollectionIds", { pageSize: 1, pageToken: "a", readTime: TIME }],
  ["beginTransaction", { database: DATABASE, options: { readOnly: { readTime: TIME } } }],
  [
    "beginTransaction",
    { database: DATABASE, options: { readWrite: { retryTransaction: "AAAA" } } },
  ],
  ["rollback", { database: DATABASE, transaction: "AAAA" }],
  ["batchGet", { documents: [HOSTILE], newTransaction: { readWrite: {} } }],
  ["commit", { database: DATABASE, writes: [], transaction: "AAAA" }],
];

/** Nobody, and who may begin transactions and see the past. */
const CALLERS = [null, { uid: "service:catalog", claims: { service: "catalog" } }];

/** Google's codes, as far as a request can be to blame. */
const ITS_OWN_FAULT = [
  "INVALID_ARGUMENT",
  "FAILED_PRECONDITION",
  "PERMISSION_DENIED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "UNIMPLEMENTED",
];

test.each(SAMPLES)(
  "whatever stands anywhere in a request to %s, its answer is documented and nothing is written",
  async (verb, sample) => {
    const gateway = memoryGateway({ collections });
    await gateway.documents.set("values/hostile", { text: "as it was" });
    const before = await gateway.documents.list();
    const mutations = mutationsOf(sample);
    expect(mutations.length).toBeGreaterThan(30);
    const asked = mutations.flatMap((mutation) => CALLERS.map((who) => ({ ...mutation, who })));
    for (const { data, change, who } of asked) {
      const answer = await gateway.restAs(who)("POST", `documents:${verb}`, data);
      const [first] = Array.isArray(answer.body) ? (answer.body as unknown[]) : [answer.body];
      const { error } = (first ?? {}) as { error?: { status: string; details: object[] } };
      if (error === undefined) continue;
      expect([change, ...ITS_OWN_FAULT]).toContain(error.status);
      expect(JSON.stringify(error.details)).not.toContain("FIRESTORE_REFUSED");
    }
    expect(await gateway.documents.list()).toEqual(before);
  },
);

/** What stands in a URL: each parameter, with what it may not be. */
const URLS: readonly (readonly ["GET" | "POST" | "PATCH" | "DELETE", string, readonly string[]])[] =
  [
    ["GET", "values/hostile", ["mask.fieldPaths", "transaction", "readTime"]],
    ["GET", "values", ["pageSize", "pageToken", "orderBy", "mask.fieldPaths", "showMissing"]],
    ["POST", "values", ["documentId", "mask.fieldPaths"]],
    [
      "PATCH",
      "values/hostile",
      ["updateMask.fieldPaths", "currentDocument.exists", "currentDocument.updateTime"],
    ],
    ["DELETE", "values/hostile", ["currentDocument.exists", "currentDocument.updateTime"]],
  ];

const HOSTILE_PARAMETERS = [
  "",
  "..",
  "__proto__",
  "a`b",
  "%00",
  "-1",
  "1e9",
  "NaN",
  "true",
  "[object Object]",
  "../_quotas/1",
  "2026-13-01T00:00:00Z",
  "\ud800",
  "x".repeat(2_000),
];

test.each(URLS)(
  "whatever a parameter of %s %s says, its answer is documented and nothing is written",
  async (httpMethod, path, names) => {
    const gateway = memoryGateway({ collections });
    await gateway.documents.set("values/hostile", { text: "as it was" });
    const before = await gateway.documents.list();
    for (const name of [...names, "unknown"]) {
      for (const value of HOSTILE_PARAMETERS) {
        const query = `${name}=${encodeURIComponent(value.toWellFormed())}`;
        const nobody = gateway.restAs(null);
        const { body } = await nobody(httpMethod, `documents/${path}?${query}`, {});
        const { error } = body as { error?: { status: string; details: object[] } };
        if (error === undefined) continue;
        expect([query, ...ITS_OWN_FAULT]).toContain(error.status);
        expect(JSON.stringify(error.details)).not.toContain("FIRESTORE_REFUSED");
      }
    }
    expect(await gateway.documents.list()).toEqual(before);
  },
);

test.each(["POST values", "PATCH values/hostile"])(
  "whatever stands anywhere in the body of %s, its answer is documented and nothing is written",
  async (line) => {
    const [httpMethod, path] = line.split(" ") as ["POST" | "PATCH", string];
    const gateway = memoryGateway({ collections });
    const mutations = mutationsOf({ name: HOSTILE, fields: values });
    expect(mutations.length).toBeGreaterThan(30);
    for (const { data, change } of mutations) {
      const { body } = await gateway.restAs(null)(httpMethod, `documents/${path}`, data);
      const { error } = body as { error?: { status: string } };
      expect([change, ...ITS_OWN_FAULT]).toContain(error?.status);
    }
    expect(await gateway.documents.list()).toEqual({});
  },
);

test.each([
  `projects/other/databases/(default)/documents/values/hostile`,
  `projects/demo-memory/databases/other/documents/values/hostile`,
  `${ROOT}values/hostile/`,
  `${ROOT}values/..`,
  `${ROOT}_quotas/1`,
  `${ROOT}values/__proto__`,
  "values/hostile",
  "",
])("a document %j is not written, whoever asks", async (name) => {
  const gateway = memoryGateway({ collections });
  const admin = gateway.restAs({ uid: "root", claims: { admin: true } });
  const commit = await admin("POST", "documents:commit", {
    writes: [{ update: { name, fields: {} } }],
  });
  expect([400, 403]).toContain(commit.status);
  const got = await admin("POST", "documents:batchGet", { documents: [name] });
  expect([400, 403]).toContain(got.status);
  expect(await gateway.documents.list()).toEqual({});
});

test.each([
  "documents/values/%E0%A4%A",
  "documents/values/a%2Fb",
  "documents/values/..",
  "documents/_quotas/1",
])("a URL of %j leads nowhere", async (path) => {
  const rest = memoryGateway({ collections }).restAs({ uid: "ada" });
  expect([400, 403]).toContain((await rest("GET", path)).status);
});

test("another database is not answered for", async () => {
  const gateway = memoryGateway({ collections });
  const { status } = await gateway.restAs(null)("GET", "documents/values/a?database=other");
  expect(status).toBe(400);
});

test.each(["__proto__", "__name__", "__a__", ""])("no field is called %j", async (name) => {
  const gateway = memoryGateway({ collections });
  const fields = JSON.parse(`{${JSON.stringify(name)}: {"stringValue": "x"}}`) as object;
  const sent = { writes: [{ update: { name: HOSTILE, fields } }] };
  const { status } = await gateway.restAs({ uid: "ada" })("POST", "documents:commit", sent);
  expect(status).toBe(400);
  expect(await gateway.documents.list()).toEqual({});
});
