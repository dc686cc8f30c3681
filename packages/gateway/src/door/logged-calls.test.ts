import * as z from "zod";
import { Call } from "../call/call.ts";
import { summarize } from "../call/summarize.ts";
import { anyData, anyone, collection, member, signedIn, where } from "../index.ts";
import { writeLogEntry } from "../log/write-log-entry.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { logCall } from "./log-call.ts";

jest.mock("../log/write-log-entry.ts", () => ({ writeLogEntry: jest.fn() }));

/** What the log has of a call is what a user's own call leaves behind, by either protocol. */
const collections = [
  collection("users/{uid}/notes", {
    schema: z.strictObject({
      text: z.string(),
      n: z.number(),
      tags: z.record(z.string(), z.number()),
    }),
    access: { read: anyone(), write: signedIn() },
    indexes: [["text", "n desc"]],
  }),
  collection("open/{kind}/things", {
    schema: anyData(),
    access: { read: anyone(), write: signedIn() },
    cache: { maxAgeMs: 60_000 },
  }),
  collection("teams/{team}/tasks", {
    schema: anyData(),
    access: { read: member("teams/{team}", "members"), write: member("teams/{team}", "members") },
  }),
  collection("owned", {
    schema: anyData(),
    access: { read: anyone(), create: signedIn(), update: where("by", "==", "SENTINEL") },
  }),
];

let gateway: MemoryGateway;
const ended: Call[] = [];
const end = jest.spyOn(Call.prototype, "end").mockImplementation(function (this: Call) {
  ended.push(this);
});

afterAll(() => end.mockRestore());

beforeEach(async () => {
  gateway = memoryGateway({ collections });
  await gateway.documents.setAll({
    "users/SENTINEL/notes/SENTINEL-1": { text: "SENTINEL", n: 1, tags: { SENTINEL: 1 } },
    "users/SENTINEL/notes/SENTINEL-2": { text: "SENTINEL", n: 2, tags: {} },
    "open/SENTINEL/things/SENTINEL": { SENTINEL: "SENTINEL", count: 1 },
    "teams/SENTINEL": { members: ["SENTINEL"] },
    "teams/SENTINEL/tasks/SENTINEL": { text: "SENTINEL" },
    "owned/SENTINEL": { by: "SENTINEL" },
  });
});

/** The lines of the calls that some work makes. */
async function linesOf(work: () => Promise<unknown>): Promise<Readonly<Record<string, unknown>>[]> {
  ended.length = 0;
  await work();
  return ended.map((call) => {
    logCall(call, summarize(call, {}));
    return jest.mocked(writeLogEntry).mock.lastCall?.[0] as Readonly<Record<string, unknown>>;
  });
}

async function collectionsOf(work: () => Promise<unknown>): Promise<unknown> {
  return (await linesOf(work)).map((line) => line["collections"]);
}

const notes = "users/SENTINEL/notes";
const note = (id: string) => `${notes}/SENTINEL-${id}`;
const ada = () => gateway.as({ uid: "SENTINEL" });
const rest = () => gateway.restAs({ uid: "SENTINEL" });
const root = "projects/demo-memory/databases/(default)/documents";

test("a get tells its collection's pattern, and what was found and missing", async () => {
  const expected = [
    [
      {
        collection: "users/{uid}/notes",
        operation: "get",
        reads: 2,
        found: 1,
        missing: 1,
        returned: 1,
      },
    ],
  ];
  const paths = [note("1"), note("1"), note("none")];
  expect(await collectionsOf(() => ada().getDocuments({ paths }))).toEqual([
    [{ ...expected[0]?.[0], found: 2, returned: 2 }],
  ]);
  const documents = [note("1"), note("none")].map((path) => `${root}/${path}`);
  expect(await collectionsOf(() => rest()("POST", "documents:batchGet", { documents }))).toEqual(
    expected,
  );
});

test("what memory answers is told as cached, and read from nowhere", async () => {
  const path = "open/SENTINEL/things/SENTINEL";
  const get = () => ada().getDocument({ path });
  await get();
  expect(await collectionsOf(get)).toEqual([
    [{ collection: "open/{kind}/things", operation: "get", found: 1, cached: 1, returned: 1 }],
  ]);
});

test("a query tells its shape and its index, without the names that a caller chose", async () => {
  const query = {
    collection: notes,
    where: [["text", "==", "SENTINEL"] as ["text", "==", string]],
    orderBy: [["n", "desc"] as ["n", "desc"]],
    limit: 5,
  };
  expect(await collectionsOf(() => ada().queryDocuments(query))).toEqual([
    [
      {
        collection: "users/{uid}/notes",
        operation: "list",
        shape: "text == order by n desc limit",
        index: "text, n desc",
        reads: 2,
        found: 2,
        returned: 2,
      },
    ],
  ]);
  const byData = { collection: "open/SENTINEL/things", orderBy: ["SENTINEL"], limit: 5 };
  expect(await collectionsOf(() => ada().queryDocuments(byData))).toMatchObject([
    [{ shape: "order by * asc limit", index: "automatic", reads: 1, found: 1 }],
  ]);
  const structuredQuery = {
    from: [{ collectionId: "notes" }],
    where: { fieldFilter: { field: { fieldPath: "n" }, op: "EQUAL", value: { integerValue: 7 } } },
  };
  const run = () => rest()("POST", "documents/users/SENTINEL:runQuery", { structuredQuery });
  expect(await collectionsOf(run)).toEqual([
    [
      {
        collection: "users/{uid}/notes",
        operation: "list",
        shape: "n == limit",
        index: "automatic",
        reads: 1,
      },
    ],
  ]);
});

test("an aggregation tells the documents that it is over, and what it read", async () => {
  const count = () =>
    ada().aggregateDocuments({ collection: notes, aggregates: { SENTINEL: { count: true } } });
  expect(await collectionsOf(count)).toMatchObject([
    [{ operation: "aggregate", shape: "count", index: "__name__", reads: 1, found: 2 }],
  ]);
});

test("what a policy reads to decide is told by its own collection", async () => {
  const get = () => ada().getDocument({ path: "teams/SENTINEL/tasks/SENTINEL" });
  const lookup = { collection: "(undeclared)", operation: "lookup", reads: 1, found: 1 };
  const task = { collection: "teams/{team}/tasks", operation: "get", reads: 1 };
  expect(await collectionsOf(get)).toEqual([[{ ...task, found: 1, returned: 1 }, lookup]]);
  const list = () => ada().queryDocuments({ collection: "teams/SENTINEL/tasks" });
  expect(await collectionsOf(list)).toMatchObject([[lookup, { operation: "list", found: 1 }]]);
  const create = () => ada().createDocument({ collection: "teams/SENTINEL/tasks", data: {} });
  expect(await collectionsOf(create)).toMatchObject([
    [lookup, { operation: "create", written: 1 }],
  ]);
});

test("writes tell what was written, and what was read to decide on them", async () => {
  const update = () => ada().updateDocument({ path: "owned/SENTINEL", data: { n: 1 } });
  expect(await collectionsOf(update)).toEqual([
    [{ collection: "owned", operation: "update", reads: 1, found: 1, written: 1 }],
  ]);
  const set = (id: string) => ({ op: "set" as const, path: `owned/${id}`, data: {} });
  const remove = () =>
    rest()("POST", "documents:commit", { writes: [{ delete: `${root}/${note("1")}` }] });
  expect(await collectionsOf(remove)).toEqual([
    [{ collection: "users/{uid}/notes", operation: "delete", written: 1 }],
  ]);
  const create = { op: "create" as const, path: "open/a/things/SENTINEL-new", data: {} };
  const batch = () => ada().batchWrite({ writes: [create, set("SENTINEL")], atomic: false });
  expect(JSON.stringify(await collectionsOf(batch))).toContain('"operation":"create","written":1');
});

test("no line holds anything of a document, its ids or a caller's own words", async () => {
  const things = "open/SENTINEL/things";
  const lines = await linesOf(async () => {
    const paths = [note("1"), note("none"), `${things}/SENTINEL`, "teams/SENTINEL/tasks/SENTINEL"];
    await ada()
      .getDocuments({ paths, fields: ["SENTINEL"] })
      .catch(() => undefined);
    await ada().getDocuments({ paths });
    const fields = ["SENTINEL", "tags.SENTINEL", "`SENTINEL name`.SENTINEL"];
    for (const field of fields) {
      for (const collectionPath of [things, notes]) {
        const query = { collection: collectionPath, where: [[field, "==", "SENTINEL"]] };
        await ada()
          .queryDocuments(query as never)
          .catch(() => undefined);
        const aggregates = { SENTINEL: { sum: field } };
        await ada()
          .aggregateDocuments({ ...query, aggregates } as never)
          .catch(() => undefined);
      }
    }
    await ada().setDocument({ path: `${things}/SENTINEL-2`, data: { SENTINEL: "SENTINEL" } });
    await rest()("GET", `documents/${things}/SENTINEL`);
    await rest()("GET", `documents/${things}?orderBy=SENTINEL`);
    await rest()("PATCH", `documents/${things}/SENTINEL-3`, {
      fields: { SENTINEL: { stringValue: "SENTINEL" } },
    });
    const filter = {
      fieldFilter: {
        field: { fieldPath: "tags.SENTINEL" },
        op: "EQUAL",
        value: { stringValue: "SENTINEL" },
      },
    };
    const structuredQuery = { from: [{ collectionId: "notes" }], where: filter };
    await rest()("POST", "documents/users/SENTINEL:runQuery", { structuredQuery });
  });
  expect(lines.length).toBeGreaterThan(15);
  expect(JSON.stringify(lines)).toContain("tags.* ==");
  expect(JSON.stringify(lines)).not.toContain("SENTINEL");
});
