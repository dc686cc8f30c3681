import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** Both pages say what each call costs: here each is made, and its requests to Firestore are counted. */
const ROWS = ["README.md", "docs/costs.md"]
  .flatMap((page) => readFileSync(page, "utf8").split("\n"))
  .filter((line) => line.startsWith("|"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

let production: Production;
let ada: Caller;
let operator: Caller;

interface Usage {
  readonly usage: { readonly reads: number; readonly writes: number; readonly deletes: number };
}

beforeAll(async () => {
  production = await Production.start("test/fixtures/collections");
  const every = await production.instance("database");
  ada = new Caller(every, { sub: "costs-ada" });
  operator = new Caller(every, { sub: "costs-operator", admin: true });
  for (const id of ["c1", "c2", "c3"])
    await rawFirestore.set(path(id), { costs: { stringValue: "here" } });
  const totals = { stringValue: JSON.stringify({ groups: {}, tops: {}, latency: {} }) };
  await rawFirestore.set(`${production.own.usage}/hour-20260101T1000Z-all`, { totals });
  await rawFirestore.set("teams/costs", {
    members: { arrayValue: { values: [{ stringValue: "costs-ada" }] } },
  });
  await rawFirestore.set("teams/costs/tasks/one", { text: { stringValue: "one" } });
  const article = { author: "costs-ada", title: "t", published: false };
  const { result } = await ada.call<{ document: { path: string } }>("createDocument", {
    collection: "articles",
    data: article,
  });
  ownArticle = result?.document.path ?? "";
  // The first calls take the caller's share of the quota, and make the gateway's key.
  for (let round = 0; round < 5; round += 1) {
    await ada.call("queryDocuments", { collection: "values", where, limit: 1 });
    await operator.call("queryDocuments", { collection: "values", where, limit: 1 });
  }
});

afterAll(() => production.stop());

let ownArticle: string;
const path = (id: string) => `values/${id}`;
const set = (id: string, n = 1) => ({ op: "set", path: path(id), data: { n } });
/** What no other test's document has. */
const where = [["costs", "==", "here"]];

/** The least of five: now and then a call renews the instance's share of the caller's quota. */
async function costOf(callable: string, request: () => object, caller = ada) {
  const costs = [];
  for (let round = 0; round < 5; round += 1) {
    const before = production.firestore.count();
    const { result, error } = await caller.call<Usage>(callable, request());
    const usage = result?.usage ?? (error?.details["usage"] as Usage["usage"]);
    costs.push({ roundTrips: production.firestore.count() - before, ...usage });
  }
  return costs.toSorted((a, b) => a.roundTrips - b.roundTrips)[0] as (typeof costs)[number];
}

/** The cells of the row of the pages' tables that is about this call. */
function rowOf(call: string): readonly string[] {
  const row = ROWS.find(([first]) => first === call);
  if (row === undefined) throw new Error(`The tables have no row for ${call}.`);
  return row;
}

type Case = [row: string, callable: string, request: () => object, trips: string, billed: string];
const cases: Case[] = [
  ["`getDocument`", "getDocument", () => ({ path: path("c1") }), "1", "1 read"],
  [
    "`getDocuments` of 3",
    "getDocuments",
    () => ({ paths: ["c1", "c2", "c3"].map(path) }),
    "1",
    "3 reads",
  ],
  [
    "`queryDocuments` that finds 3",
    "queryDocuments",
    () => ({ collection: "values", where, limit: 3 }),
    "1",
    "3 reads",
  ],
  [
    "`queryDocuments` that finds nothing",
    "queryDocuments",
    () => ({ collection: "values", where: [["costs", "==", "nowhere"]] }),
    "1",
    "1 read",
  ],
  [
    "`aggregateDocuments`",
    "aggregateDocuments",
    () => ({ collection: "values", where, aggregates: { all: { count: true } } }),
    "1",
    "1 read",
  ],
  [
    "`createDocument`",
    "createDocument",
    () => ({ collection: "values", data: { n: 2 } }),
    "1",
    "1 write",
  ],
  ["`setDocument`", "setDocument", () => ({ path: path("c4"), data: { n: 2 } }), "1", "1 write"],
  [
    "`updateDocument`",
    "updateDocument",
    () => ({ path: path("c4"), data: { n: 3 } }),
    "1",
    "1 write",
  ],
  ["`deleteDocument`", "deleteDocument", () => ({ path: path("c4") }), "1", "1 delete"],
  [
    "`batchWrite` of 3",
    "batchWrite",
    () => ({ writes: [set("c5"), set("c6"), set("c7")] }),
    "1",
    "3 writes",
  ],
  [
    "`batchWrite` of 3, `atomic: false`",
    "batchWrite",
    () => ({ writes: [set("c5"), set("c6"), set("c7")], atomic: false }),
    "1",
    "3 writes",
  ],
  [
    "`batchWrite` of one document 3 times, `atomic: false`",
    "batchWrite",
    () => ({ writes: [set("c5", 1), set("c5", 2), set("c5", 3)], atomic: false }),
    "3",
    "3 writes",
  ],
  [
    "`batchWrite` of one document 3 times",
    "batchWrite",
    () => ({ writes: [set("c5", 1), set("c5", 2), set("c5", 3)] }),
    "1",
    "3 writes",
  ],
  [
    "any write with a `requestId`",
    "setDocument",
    () => ({ path: path("c8"), data: { n: 2 }, requestId: randomUUID() }),
    "1",
    "1 write",
  ],
  [
    "a write with a `requestId` that counts (`increment`)",
    "setDocument",
    () => ({
      path: path("c8"),
      data: { n: { $increment: 1 } },
      merge: true,
      requestId: randomUUID(),
    }),
    "2",
    "1 write",
  ],
  [
    "a batch of 3 with a `requestId`, `atomic: false`",
    "batchWrite",
    () => ({
      writes: ["c5", "c6", "c7"].map((id) => set(id)),
      atomic: false,
      requestId: randomUUID(),
    }),
    "3",
    "3 writes",
  ],
  [
    "a write whose policy needs the document",
    "updateDocument",
    () => ({ path: ownArticle, data: { title: randomUUID() } }),
    "2",
    "1 read, 1 write",
  ],
  [
    "a write of an audited collection",
    "setDocument",
    () => ({ path: "audited/a", data: { n: randomUUID() } }),
    "1",
    "1 write",
  ],
  [
    "… that keeps versions",
    "setDocument",
    () => ({ path: "versioned/a", data: { n: randomUUID() } }),
    "2",
    "1 read, 1 write",
  ],
  [
    "… a batch of 3, `atomic: false`",
    "batchWrite",
    () => ({
      writes: ["a", "b", "c"].map((id) => ({ op: "set", path: `audited/${id}`, data: {} })),
      atomic: false,
    }),
    "3",
    "3 writes",
  ],
  [
    "a get whose policy needs the document",
    "getDocument",
    () => ({ path: ownArticle }),
    "1",
    "1 read",
  ],
  [
    "a get whose policy asks for membership",
    "getDocument",
    () => ({ path: "teams/costs/tasks/one" }),
    "1",
    "2 reads",
  ],
  [
    "a query whose policy asks for membership",
    "queryDocuments",
    () => ({ collection: "teams/costs/tasks" }),
    "2",
    "2 reads",
  ],
  ["a read that memory answers", "getDocument", () => ({ path: "cached/one" }), "0", "nothing"],
  [
    "a write that is refused for what is stored",
    "createDocument",
    () => ({ collection: "values", id: "c1", data: {} }),
    "2",
    "1 read",
  ],
  [
    "a write that is refused for what was sent",
    "setDocument",
    () => ({ path: "articles/x", data: {} }),
    "0",
    "nothing",
  ],
  [
    "`getUsage` of an hour that is summed up",
    "getUsage",
    () => ({
      by: "kind",
      from: "2026-01-01T10:00:00Z",
      to: "2026-01-01T11:00:00Z",
      resolution: "hour",
    }),
    "1",
    "1 read",
  ],
];

test.each(cases)("%s", async (row, callable, request, trips, billed) => {
  const cost = await costOf(callable, request, callable === "getUsage" ? operator : ada);
  const bill = (["read", "write", "delete"] as const).flatMap((unit) => {
    const count = cost[`${unit}s`];
    return count === 0 ? [] : [`${String(count)} ${unit}${count === 1 ? "" : "s"}`];
  });
  expect([String(cost.roundTrips), bill.join(", ") || "nothing"]).toEqual([trips, billed]);
  expect(rowOf(row).slice(1, 3)).toEqual([trips, billed]);
});
