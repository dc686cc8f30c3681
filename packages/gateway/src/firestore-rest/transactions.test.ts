import * as z from "zod";
import { anyData, anyone, collection, perMinute, where } from "../index.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import type { MemoryRest, RestAnswer } from "../testing/memory-rest.ts";
import { IDLE_MS, MAX_LOCKING_MS } from "../transactions/locking-transactions.ts";

const counters = collection("counters", {
  schema: anyData(),
  access: { read: anyone(), write: anyone() },
  cache: { maxAgeMs: 60_000 },
});
const drafts = collection("drafts", {
  schema: z.looseObject({ open: z.boolean() }),
  access: { read: where("open", "==", true), write: where("open", "==", true) },
});
const many = [perMinute(1_000_000)] as const;
const tier = { calls: many, reads: many, writes: many };

let gateway: MemoryGateway;
let billing: MemoryRest;
let ada: MemoryRest;

beforeEach(async () => {
  gateway = memoryGateway({ collections: [counters, drafts] });
  billing = service("billing");
  ada = gateway.restAs({ uid: "ada" });
  await gateway.documents.set("counters/one", { n: 1 });
});

function service(name: string): MemoryRest {
  return gateway.restAs({ uid: `service:${name}`, claims: { service: name } });
}

const NAME = `${ROOT}counters/one`;
const integer = (n: number) => ({ integerValue: String(n) });
const put = (n: number, path = "counters/one") => ({
  update: { name: ROOT + path, fields: { n: integer(n) } },
});

async function begin(who: MemoryRest = billing, options: object = {}): Promise<string> {
  const { body } = await who("POST", "documents:beginTransaction", { options });
  return (body as { transaction: string }).transaction;
}
const read = (transaction: string, who: MemoryRest = billing) =>
  who("POST", "documents:batchGet", { documents: [NAME], transaction });
const commit = (transaction: string, writes: object[], who: MemoryRest = billing) =>
  who("POST", "documents:commit", { writes, transaction });
const rollback = (transaction: string, who: MemoryRest = billing) =>
  who("POST", "documents:rollback", { transaction });
const stored = async () => (await gateway.documents.get("counters/one"))?.["n"];

function errorOf({ body }: RestAnswer): { status: string; message: string; reason: string } {
  const one = Array.isArray(body) ? (body as unknown[])[0] : body;
  const { error } = one as {
    error?: { status: string; message: string; details: { reason: string }[] };
  };
  const { status = "OK", message = "", details = [] } = error ?? {};
  return { status, message, reason: details[0]?.reason ?? "" };
}
const statusOf = (answer: RestAnswer) => errorOf(answer).status;

test("what is read and written in a transaction is one, and costs what it costs without", async () => {
  const transaction = await begin();
  const got = await read(transaction);
  expect(got.body).toMatchObject([{ found: { fields: { n: integer(1) } } }]);
  expect(got.usage).toMatchObject({ reads: 1 });
  const { body, usage } = await commit(transaction, [put(2)]);
  expect(body).toMatchObject({ writeResults: [{ updateTime: expect.any(String) as string }] });
  expect(usage).toEqual({ reads: 0, writes: 1, deletes: 0 });
  expect(await stored()).toBe(2);
});

test.each([
  ["batchGet", { documents: [NAME] }],
  ["runQuery", { structuredQuery: { from: [{ collectionId: "counters" }] } }],
  [
    "runAggregationQuery",
    {
      structuredAggregationQuery: {
        structuredQuery: { from: [{ collectionId: "counters" }] },
        aggregations: [{ alias: "all", count: {} }],
      },
    },
  ],
])("a %s begins a transaction, and tells its id first", async (method, asked) => {
  const newTransaction = { readWrite: {} };
  const { body } = await billing("POST", `documents:${method}`, { ...asked, newTransaction });
  const [{ transaction = "" } = {}] = body as { transaction?: string }[];
  await gateway.documents.setAll({ "counters/one": { n: 7 }, "counters/two": { n: 7 } });
  expect(statusOf(await commit(transaction, [put(2)]))).toBe("ABORTED");
  expect(await stored()).toBe(7);
});

test("a read in a transaction never comes from memory", async () => {
  await billing("POST", "documents:batchGet", { documents: [NAME] });
  const cached = await billing("POST", "documents:batchGet", { documents: [NAME] });
  expect(cached.usage).toMatchObject({ reads: 0, cached: true });
  expect((await read(await begin())).usage).toEqual({ reads: 1, writes: 0, deletes: 0 });
});

test("of many that count at once each either counts or is told to do so again", async () => {
  const count = async (): Promise<void> => {
    const transaction = await begin();
    const { body } = await read(transaction);
    const [{ found } = {}] = body as { found?: { fields: { n: { integerValue: string } } } }[];
    const answer = await commit(transaction, [put(Number(found?.fields.n.integerValue) + 1)]);
    if (statusOf(answer) === "OK") return;
    expect(errorOf(answer)).toMatchObject({ status: "ABORTED", reason: "CONTENTION" });
    await count();
  };
  await Promise.all(Array.from({ length: 12 }, count));
  expect(await stored()).toBe(13);
});

test("a transaction is committed once: no read, write or second commit follows", async () => {
  const transaction = await begin();
  await commit(transaction, [put(2)]);
  for (const answer of [await commit(transaction, [put(3)]), await read(transaction)]) {
    expect(errorOf(answer)).toMatchObject({
      status: "INVALID_ARGUMENT",
      reason: "TRANSACTION_ENDED",
    });
    expect(errorOf(answer).message).not.toContain("expired");
  }
  expect(statusOf(await rollback(transaction))).toBe("OK");
  expect(await stored()).toBe(2);
});

test("what was rolled back is not committed, and may be rolled back again", async () => {
  const transaction = await begin();
  expect((await rollback(transaction)).body).toEqual({});
  expect((await rollback(transaction)).body).toEqual({});
  expect(errorOf(await commit(transaction, [put(3)])).reason).toBe("TRANSACTION_ENDED");
  expect(await stored()).toBe(1);
});

test("an empty commit ends a transaction", async () => {
  const transaction = await begin();
  expect((await commit(transaction, [])).body).toMatchObject({ writeResults: [] });
  expect(errorOf(await read(transaction)).reason).toBe("TRANSACTION_ENDED");
});

test("an id is good for the caller alone who has it, and nobody else learns whether it is one", async () => {
  const transaction = await begin();
  const forged = Buffer.from("transaction 1").toString("base64");
  const changed = `${transaction.startsWith("A") ? "B" : "A"}${transaction.slice(1)}`;
  const others = [
    [transaction, service("other")],
    [transaction, ada],
    [transaction, gateway.restAs({ uid: "service:billing" })],
    [forged, billing],
    [changed, billing],
    [transaction.slice(4), billing],
    ["AAAA", billing],
  ] as const;
  const refusals = new Set<string>();
  for (const [id, who] of others) {
    for (const answer of [
      await read(id, who),
      await commit(id, [put(9)], who),
      await rollback(id, who),
    ]) {
      refusals.add(JSON.stringify(errorOf(answer)));
    }
  }
  expect([...refusals]).toEqual([
    JSON.stringify({
      status: "INVALID_ARGUMENT",
      message: "transaction: is no transaction that this caller has begun in this database",
      reason: "INVALID_REQUEST",
    }),
  ]);
  expect(statusOf(await commit(transaction, [put(2)]))).toBe("OK");
  expect(await stored()).toBe(2);
});

test.each([["!"], [{}], [["AAAA"]], ["x".repeat(5000)], [""]])(
  "what is no id at all is refused: %j",
  async (transaction) => {
    const answer = await billing("POST", "documents:rollback", { transaction });
    expect(errorOf(answer)).toMatchObject({
      status: "INVALID_ARGUMENT",
      reason: "INVALID_REQUEST",
    });
  },
);

test("one state alone can be asked for", async () => {
  const both = { transaction: await begin(), readTime: new Date(gateway.now).toISOString() };
  const answer = await billing("POST", "documents:batchGet", { documents: [NAME], ...both });
  expect(statusOf(answer)).toBe("INVALID_ARGUMENT");
});

test("who may not lock is told what to do, and locks nothing", async () => {
  const told = [
    await ada("POST", "documents:beginTransaction", {}),
    await ada("POST", "documents:batchGet", {
      documents: [NAME],
      newTransaction: { readWrite: {} },
    }),
  ].map(errorOf);
  for (const error of told) {
    expect(error).toMatchObject({ status: "PERMISSION_DENIED", reason: "FORBIDDEN" });
    expect(error.message).toContain("Begin a read-only one");
  }
});

test("everybody reads in a read-only transaction, which sees one state and writes nothing", async () => {
  for (const who of [ada, gateway.restAs(null), billing]) {
    await gateway.documents.set("counters/one", { n: 1 });
    const transaction = await begin(who, { readOnly: {} });
    await read(transaction, who);
    await gateway.documents.set("counters/one", { n: 2 });
    const { body } = await read(transaction, who);
    expect(body).toMatchObject([{ found: { fields: { n: integer(1) } } }]);
    expect(errorOf(await commit(transaction, [put(9)], who)).message).toContain("read-only");
    expect(await stored()).toBe(2);
  }
});

test("reads as of an earlier time are for services, whatever they read by", async () => {
  const readTime = new Date(gateway.now).toISOString();
  await gateway.advance(1_000);
  await gateway.documents.set("counters/one", { n: 2 });
  const structuredQuery = { from: [{ collectionId: "counters" }] };
  const asks = async (who: MemoryRest) => [
    await who("POST", "documents:batchGet", { documents: [NAME], readTime }),
    await who("GET", `documents/counters/one?readTime=${readTime}`),
    await who("GET", `documents/counters?readTime=${readTime}`),
    await who("POST", "documents:runQuery", { structuredQuery, readTime }),
    await who("POST", "documents:batchGet", {
      documents: [NAME],
      newTransaction: { readOnly: { readTime } },
    }),
  ];
  for (const answer of await asks(billing)) {
    expect(JSON.stringify(answer.body)).toContain('"n":{"integerValue":"1"}');
    expect(answer.usage.reads).toBe(1);
  }
  for (const answer of await asks(ada)) {
    expect(errorOf(answer)).toMatchObject({ status: "PERMISSION_DENIED", reason: "FORBIDDEN" });
  }
});

test.each(["2999-01-01T00:00:00Z", "2001-01-01T00:00:00Z", "yesterday"])(
  "Firestore does not know what was at %s",
  async (readTime) => {
    const answer = await billing("POST", "documents:batchGet", { documents: [NAME], readTime });
    expect(errorOf(answer)).toMatchObject({
      status: "INVALID_ARGUMENT",
      reason: "INVALID_REQUEST",
    });
  },
);

test("writes are decided on what the transaction reads, and another's change aborts them", async () => {
  await gateway.documents.set("drafts/a", { open: true });
  const write = {
    update: { name: `${ROOT}drafts/a`, fields: { n: integer(1) } },
    updateMask: { fieldPaths: ["n"] },
    currentDocument: { exists: true },
  };
  const transaction = await begin();
  const asked = { documents: [`${ROOT}drafts/a`], transaction };
  await billing("POST", "documents:batchGet", asked);
  await gateway.documents.set("drafts/a", { open: true, n: 7 });
  expect(statusOf(await commit(transaction, [write]))).toBe("ABORTED");
  expect(await gateway.documents.get("drafts/a")).toEqual({ open: true, n: 7 });
  const shut = await begin();
  await gateway.documents.set("drafts/a", { open: false });
  expect(statusOf(await commit(shut, [write]))).toBe("NOT_FOUND");
  expect(statusOf(await commit(shut, [write]))).toBe("INVALID_ARGUMENT");
});

test("an unmet condition of a write is told as without a transaction", async () => {
  const exists = { currentDocument: { exists: false } };
  const missing = { delete: `${ROOT}counters/none`, currentDocument: { exists: true } };
  expect(statusOf(await commit(await begin(), [{ ...put(2), ...exists }]))).toBe("ALREADY_EXISTS");
  expect(statusOf(await commit(await begin(), [missing]))).toBe("NOT_FOUND");
  expect(await stored()).toBe(1);
});

test("one that lasts too long is ended, and said to have expired, so that SDKs begin anew", async () => {
  const transaction = await begin();
  await gateway.advance(MAX_LOCKING_MS + 1);
  const answer = await read(transaction);
  expect(errorOf(answer)).toMatchObject({
    status: "INVALID_ARGUMENT",
    reason: "TRANSACTION_ENDED",
    message: expect.stringContaining("transaction has expired") as string,
  });
  const retry = await begin(billing, { readWrite: { retryTransaction: transaction } });
  expect(statusOf(await commit(retry, [put(2)]))).toBe("OK");
});

test("another's transaction can't be retried", async () => {
  const retryTransaction = await begin(service("other"));
  const answer = await billing("POST", "documents:beginTransaction", {
    options: { readWrite: { retryTransaction } },
  });
  expect(statusOf(answer)).toBe("INVALID_ARGUMENT");
});

describe("where a tier allows two at once", () => {
  beforeEach(async () => {
    const two = { ...tier, lockingTransactions: 2 };
    const quotas = { tiers: { anonymous: tier, user: two, service: two, admin: tier } };
    gateway = memoryGateway({ collections: [counters], quotas });
    billing = service("billing");
    ada = gateway.restAs({ uid: "ada" });
    await gateway.documents.set("counters/one", { n: 1 });
  });

  test("a third is refused with the time to come again, and each end makes room for one", async () => {
    const first = await begin();
    const second = await begin();
    const refused = await billing("POST", "documents:beginTransaction", {});
    expect(refused.status).toBe(429);
    expect(errorOf(refused)).toMatchObject({
      status: "RESOURCE_EXHAUSTED",
      reason: "TOO_MANY_TRANSACTIONS",
    });
    expect(JSON.stringify(refused.body)).toContain(`"retryDelay":"${String(IDLE_MS / 1000)}s"`);
    await begin(billing, { readOnly: {} });
    await commit(first, [put(2)]);
    const third = await begin();
    await rollback(second);
    const fourth = await begin();
    expect(statusOf(await commit(third, []))).toBe("OK");
    expect(
      statusOf(await commit(fourth, [{ ...put(3), currentDocument: { exists: false } }])),
    ).toBe("ALREADY_EXISTS");
    expect(statusOf(await read(await begin()))).toBe("OK");
    expect(statusOf(await read(await begin()))).toBe("OK");
  });

  test("no more are begun by asking for many at once", async () => {
    const asked = Array.from({ length: 8 }, () =>
      billing("POST", "documents:beginTransaction", {}),
    );
    const statuses = (await Promise.all(asked)).map(statusOf);
    expect(statuses.filter((status) => status === "OK")).toHaveLength(2);
    expect(new Set(statuses)).toEqual(new Set(["OK", "RESOURCE_EXHAUSTED"]));
  });

  test("each caller has its own, users too where their tier says so", async () => {
    await Promise.all([begin(), begin()]);
    const own = await begin(ada);
    expect(statusOf(await commit(own, [put(2)], ada))).toBe("OK");
    expect(statusOf(await read(await begin(service("other")), service("other")))).toBe("OK");
  });

  test("one that nobody uses gives way to a new one", async () => {
    const stray = await begin();
    const used = await begin();
    await gateway.advance(IDLE_MS);
    await read(used);
    const next = await begin();
    expect(statusOf(await read(next))).toBe("OK");
    expect(statusOf(await commit(used, [put(2)]))).toBe("OK");
    expect(errorOf(await read(stray)).reason).toBe("TRANSACTION_ENDED");
  });
});
