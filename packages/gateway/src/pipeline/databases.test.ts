import { collection } from "../collection/collection.ts";
import { anyone, nobody, signedIn } from "../policy/policy.ts";
import { perDay } from "../quota/limit.ts";
import type { TierDefinition } from "../quota/tier.ts";
import { anyData } from "../schema/types/any-data.ts";
import { errorOf, reasonOf } from "../testing/call-outcome.fixture.ts";
import type { MemoryCaller } from "../testing/memory-caller.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";

const schema = anyData();
const open = { read: anyone(), write: signedIn() };
const cache = { maxAgeMs: 60_000 };
const second = "second";

let gateway: MemoryGateway;
let ada: MemoryCaller;

beforeEach(async () => {
  gateway = memoryGateway({
    collections: [
      collection("notes", { schema, access: open, cache }),
      collection("first", { schema, access: open }),
      collection("closed", { schema, access: { read: nobody() } }),
    ],
    databases: {
      second: {
        collections: [
          collection("notes", { schema, access: open, cache }),
          collection("closed", { schema, access: { read: nobody() } }),
        ],
      },
    },
  });
  ada = gateway.as({ uid: "ada" });
  await gateway.documents.setAll({ "notes/a": { of: 1 }, "notes/b": { of: 1 }, "first/a": {} });
  await gateway.documentsIn(second).setAll({ "notes/a": { of: 2 }, "notes/c": { of: 2 } });
});

test("a call is answered from the database that it names, and from the first without", async () => {
  const ofBoth = async (ask: (database: object) => Promise<unknown>) => [
    await ask({}),
    await ask({ database: "(default)" }),
    await ask({ database: second }),
  ];
  const path = "notes/a";
  expect(
    await ofBoth(async (at) => (await ada.getDocument({ ...at, path })).document.data),
  ).toEqual([{ of: 1 }, { of: 1 }, { of: 2 }]);
  const idsIn = async (at: object) => {
    const { documents } = await ada.queryDocuments({ ...at, collection: "notes" });
    return documents.map(({ id }) => id);
  };
  expect(await ofBoth(idsIn)).toEqual([
    ["a", "b"],
    ["a", "b"],
    ["a", "c"],
  ]);
  const paths = ["notes/b", "notes/c"];
  const found = async (at: object) => {
    const { documents } = await ada.getDocuments({ ...at, paths });
    return documents.map((document) => document?.id);
  };
  expect(await ofBoth(found)).toEqual([
    ["b", undefined],
    ["b", undefined],
    [undefined, "c"],
  ]);
  const aggregates = { sum: { sum: "of" } };
  const summed = async (at: object) =>
    (await ada.aggregateDocuments({ ...at, collection: "notes", aggregates })).aggregates["sum"];
  expect(await ofBoth(summed)).toEqual([2, 2, 4]);
});

test("every write lands in the database that it names", async () => {
  const data = { by: "ada" };
  await ada.createDocument({ database: second, collection: "notes", id: "created", data });
  await ada.setDocument({ database: second, path: "notes/set", data });
  await ada.updateDocument({ database: second, path: "notes/a", data });
  await ada.deleteDocument({ database: second, path: "notes/c" });
  await ada.batchWrite({ database: second, writes: [{ op: "set", path: "notes/batch", data }] });
  const before = { "notes/a": { of: 1 }, "notes/b": { of: 1 }, "first/a": {} };
  expect(await gateway.documents.list()).toEqual(before);
  expect(await gateway.documentsIn(second).list()).toEqual({
    "notes/a": { of: 2, by: "ada" },
    "notes/batch": data,
    "notes/created": data,
    "notes/set": data,
  });
});

test("an unknown database, a collection of another and a closed one are refused alike", async () => {
  const told = async (request: { database?: string; path: string }) => {
    const { code, reason, message, details, usage } = await errorOf(ada.getDocument(request));
    return JSON.stringify({ code, reason, message, details, usage }).replaceAll(request.path, "X");
  };
  const closed = await told({ path: "closed/a" });
  expect(closed).toContain("FORBIDDEN");
  for (const request of [
    { database: second, path: "first/a" },
    { database: second, path: "closed/a" },
    { database: "third", path: "notes/a" },
    { database: "", path: "notes/a" },
    { database: "__proto__", path: "notes/a" },
  ]) {
    expect(await told(request)).toBe(closed);
  }
  const alone = await ada.batchWrite({
    database: "third",
    atomic: false,
    writes: [{ op: "set", path: "notes/x", data: {} }],
  });
  expect(alone.results).toMatchObject([{ error: { details: { reason: "FORBIDDEN" } } }]);
});

test("a requestId is of one database, and a cursor too", async () => {
  const requestId = "11111111-1111-4111-8111-111111111111";
  const write = { path: "notes/once", data: { n: 1 }, requestId };
  expect(await ada.setDocument(write)).not.toHaveProperty("replayed");
  expect(await ada.setDocument({ ...write, database: second })).not.toHaveProperty("replayed");
  expect(await ada.setDocument({ ...write, database: second })).toHaveProperty("replayed", true);
  const page = { collection: "notes", limit: 1 };
  const { nextCursor = "" } = await ada.queryDocuments(page);
  const elsewhere = ada.queryDocuments({ ...page, database: second, cursor: nextCursor });
  expect(await reasonOf(elsewhere)).toBe("INVALID_CURSOR");
});

test("what memory holds is of one database", async () => {
  const read = async (database: object) => {
    const { document, usage } = await ada.getDocument({ ...database, path: "notes/a" });
    return [document.data, usage.reads];
  };
  expect(await read({})).toEqual([{ of: 1 }, 1]);
  expect(await read({ database: second })).toEqual([{ of: 2 }, 1]);
  await ada.setDocument({ path: "notes/a", data: { of: 3 } });
  expect(await read({ database: second })).toEqual([{ of: 2 }, 0]);
  expect(await read({})).toEqual([{ of: 3 }, 1]);
});

test("quotas are one for all databases", async () => {
  const tier: TierDefinition = {
    calls: [perDay(4)],
    reads: [perDay(10)],
    writes: [perDay(10)],
  };
  const collections = [collection("notes", { schema, access: open })];
  const tight = memoryGateway({
    collections,
    databases: { second: { collections } },
    quotas: { tiers: { anonymous: tier, user: tier, service: tier, admin: tier } },
  });
  await tight.documents.set("notes/a", {});
  await tight.documentsIn(second).set("notes/a", {});
  const caller = tight.as({ uid: "ada" });
  const outcomes = [];
  for (const database of ["(default)", second, "third", second, "(default)"]) {
    outcomes.push(await reasonOf(caller.getDocument({ database, path: "notes/a" })));
  }
  expect(outcomes).toEqual(["none", "none", "FORBIDDEN", "none", "QUOTA_EXCEEDED"]);
});
