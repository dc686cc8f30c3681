import { randomBytes, randomUUID } from "node:crypto";
import * as z from "zod";
import { admin, anyData, anyone, collection, nobody, updatedAt } from "../index.ts";
import type { MemoryStore } from "../documents/memory-store.ts";
import type { DocumentStore } from "../documents/store.ts";
import type { MemoryCaller } from "../testing/memory-caller.ts";
import { MEMORY_ROOT as ROOT } from "../testing/memory-rest.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { reasonOf } from "../testing/call-outcome.fixture.ts";
import { trailOf } from "./trail.fixture.ts";

const open = { read: anyone(), write: anyone() };
const collections = [
  collection("plain", { schema: anyData(), access: open }),
  collection("told", { schema: anyData(), access: open, audit: true }),
  collection("some", { schema: anyData(), access: open, audit: { fields: ["role", "m.a"] } }),
  collection("kept", { schema: anyData(), access: open, audit: { versions: true, keepDays: 7 } }),
  collection("stamped", {
    schema: z.strictObject({ n: z.int(), changed: updatedAt() }),
    access: open,
    audit: { versions: true },
  }),
  collection("closed", { schema: anyData(), access: { read: nobody(), write: admin() } }),
];

let gateway: MemoryGateway;
let ada: MemoryCaller;
let memory: MemoryStore;
/** How many writes each commit had. */
let commits: number[];

beforeEach(() => {
  commits = [];
  const wrapStore = (store: DocumentStore): DocumentStore => {
    memory = store as MemoryStore;
    return {
      transactions: store.transactions,
      get: (paths, call) => store.get(paths, call),
      query: (query, call) => store.query(query, call),
      aggregate: (query, aggregates, call) => store.aggregate(query, aggregates, call),
      batchWrite: (writes, call) => store.batchWrite(writes, call),
      commit: (writes, call) => {
        if (writes.some(({ path }) => path.startsWith("_audit/"))) commits.push(writes.length);
        return store.commit(writes, call);
      },
    };
  };
  gateway = memoryGateway({ collections, wrapStore });
  ada = gateway.as({ uid: "ada" });
});

const trail = () => trailOf(memory.documents);

test("an entry says who wrote, when, how and which fields; nothing of what is in them", async () => {
  const requestId = randomUUID();
  const { commitTime } = await ada.setDocument({
    path: "told/a",
    data: { n: 1, at: { $serverTimestamp: true } },
    requestId,
  });
  const [entry, ...others] = trail();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    caller: "user:ada",
    callable: "setDocument",
    requestId,
    path: "told/a",
    collection: "told",
    operation: "set",
    fields: ["at", "n"],
    version: commitTime,
  });
  const stored = await gateway.documents.get("told/a");
  expect(stored?.["at"]).toEqual({ $timestamp: entry?.at });
  expect(entry?.change).toBeUndefined();
  await gateway.asService("billing").updateDocument({ path: "told/a", data: { "m.x": 1 } });
  await ada.deleteDocument({ path: "told/a" });
  expect(trail().map(({ caller, operation, fields }) => [caller, operation, fields])).toEqual([
    ["user:ada", "set", ["at", "n"]],
    ["service:billing", "update", ["m.x"]],
    ["user:ada", "delete", []],
  ]);
});

test("what is not audited, refused or read leaves no entry", async () => {
  await ada.setDocument({ path: "plain/a", data: { n: 1 } });
  expect(await reasonOf(ada.updateDocument({ path: "told/none", data: {} }))).toBe(
    "DOCUMENT_NOT_FOUND",
  );
  expect(await reasonOf(ada.setDocument({ path: "closed/a", data: {} }))).toBe("FORBIDDEN");
  await reasonOf(ada.getDocument({ path: "told/none" }));
  await reasonOf(
    ada.batchWrite({
      writes: [
        { op: "set", path: "told/a", data: {} },
        { op: "update", path: "told/none", data: {} },
      ],
    }),
  );
  expect(trail()).toEqual([]);
});

test("with fields named, only writes that may touch them leave an entry", async () => {
  await ada.createDocument({ collection: "some", id: "a", data: { n: 1 } });
  await ada.updateDocument({ path: "some/a", data: { n: 2, "m.b": 1 } });
  await ada.updateDocument({ path: "some/a", data: { role: "editor" } });
  await ada.updateDocument({ path: "some/a", data: { m: { b: 2 } } });
  await ada.updateDocument({ path: "some/a", data: { "m.a.x": 2 } });
  await ada.setDocument({ path: "some/a", data: { n: 1 } });
  await ada.deleteDocument({ path: "some/a" });
  expect(trail().map(({ operation, fields }) => [operation, fields])).toEqual([
    ["create", ["n"]],
    ["update", ["role"]],
    ["update", ["m"]],
    ["update", ["m.a.x"]],
    ["set", ["n"]],
    ["delete", []],
  ]);
});

test("a version says what the document was, and what it came to", async () => {
  await ada.createDocument({ collection: "kept", id: "a", data: { n: 1, m: { x: 1, y: 2 } } });
  const { document } = await ada.getDocument({ path: "kept/a" });
  await ada.updateDocument({ path: "kept/a", data: { n: { $increment: 2 }, "m.x": "two" } });
  await ada.deleteDocument({ path: "kept/a" });
  const [created, updated, deleted] = trail();
  expect(created).toMatchObject({ from: null, change: { before: null, exists: true } });
  expect(updated).toMatchObject({ from: document.updateTime, fields: ["m.x", "n"] });
  expect(updated?.change).toEqual({
    before: { n: 1, m: { x: 1, y: 2 } },
    exists: true,
    fields: [
      [["m", "x"], "two"],
      [["n"], 3],
    ],
  });
  expect(deleted?.change).toMatchObject({ before: { n: 3, m: { x: "two" } }, exists: false });
});

test("the server's time in a version is the one that is stored", async () => {
  await ada.batchWrite({
    writes: [
      { op: "create", path: "stamped/a", data: { n: 1 } },
      { op: "update", path: "stamped/a", data: { n: 2 } },
    ],
  });
  const stored = await gateway.documents.get("stamped/a");
  const [first, second] = trail();
  expect(second?.change?.before).toEqual({ n: 1, changed: stored?.["changed"] });
  expect([first?.from, second?.from]).toEqual([null, undefined]);
});

test("each write commits with its entry: a batch in one commit, without atomic in one for each", async () => {
  const writes = ["a", "b", "a"].map((id, n) => {
    return { op: "set", path: `kept/${id}`, data: { n } } as const;
  });
  await ada.batchWrite({ writes });
  expect(commits).toEqual([6]);
  commits = [];
  const other = { op: "set", path: "plain/a", data: {} } as const;
  const { results } = await ada.batchWrite({ writes: [...writes, other], atomic: false });
  expect(results.map((result) => "error" in result)).toEqual([false, false, false, false]);
  expect(commits).toEqual([2, 2, 2]);
  const ofA = trail().filter(({ path }) => path === "kept/a");
  expect(ofA.map(({ change }) => change?.before)).toEqual([null, { n: 0 }, { n: 2 }, { n: 0 }]);
});

test("a request that is sent again leaves one entry", async () => {
  const request = {
    writes: [
      { op: "update", path: "kept/a", data: { n: { $increment: 1 } } },
      { op: "set", path: "told/a", data: {} },
    ],
    requestId: randomUUID(),
  } as const;
  await gateway.documents.set("kept/a", { n: 1 });
  await ada.batchWrite({ ...request, writes: [...request.writes] });
  const again = await ada.batchWrite({ ...request, writes: [...request.writes] });
  expect(again.replayed).toBe(true);
  expect(trail()).toHaveLength(2);
  const alone = { ...request, writes: [...request.writes], requestId: randomUUID() };
  await ada.batchWrite({ ...alone, atomic: false });
  await ada.batchWrite({ ...alone, atomic: false });
  expect(trail()).toHaveLength(4);
});

test("writes by Firestore's own protocol leave entries as callables do", async () => {
  const rest = gateway.restAs({ uid: "billing", claims: { service: "billing" } });
  const set = (path: string) => ({ update: { name: ROOT + path, fields: {} } });
  await rest("PATCH", "documents/kept/patched", { fields: {} });
  await rest("POST", "documents/kept?documentId=created", { fields: {} });
  await rest("DELETE", "documents/told/deleted");
  await rest("POST", "documents:commit", { writes: [set("kept/a"), set("told/a")] });
  await rest("POST", "documents:batchWrite", { writes: [set("kept/b"), set("plain/b")] });
  const begun = await rest("POST", "documents:beginTransaction", { options: {} });
  const { transaction } = begun.body as { transaction: string };
  await rest("POST", "documents:commit", { transaction, writes: [set("kept/c")] });
  expect(trail().map(({ callable, path, operation }) => [callable, path, operation])).toEqual([
    ["firestore.patch", "kept/patched", "set"],
    ["firestore.createDocument", "kept/created", "create"],
    ["firestore.delete", "told/deleted", "delete"],
    ["firestore.commit", "kept/a", "set"],
    ["firestore.commit", "told/a", "set"],
    ["firestore.batchWrite", "kept/b", "set"],
    ["firestore.commit", "kept/c", "set"],
  ]);
});

test("a document of nearly 1 MiB leaves its version in documents of their own", async () => {
  const bytes = randomBytes(700_000).toString("base64");
  const text = "é".repeat(100_000);
  await gateway.documents.set("kept/large", { bytes: { $bytes: bytes }, text });
  await ada.deleteDocument({ path: "kept/large" });
  expect(commits).toEqual([3]);
  expect(trail()[0]?.change?.before).toEqual({ bytes: { $bytes: bytes }, text });
});

test("what an entry costs is the gateway's own, what is read for it the caller's", async () => {
  const { usage } = await ada.setDocument({ path: "kept/a", data: {} });
  expect(usage).toEqual({ reads: 1, writes: 1, deletes: 0 });
  expect((await ada.setDocument({ path: "told/a", data: {} })).usage).toEqual({
    reads: 0,
    writes: 1,
    deletes: 0,
  });
});

test("a definition that can't be is refused at start, by what is wrong with it", () => {
  const declared = (audit: unknown) => () =>
    collection("c", {
      schema: z.strictObject({ n: z.int() }),
      access: open,
      audit: audit as { keepDays: number },
    });
  expect(declared({ fields: ["n"], keepDays: 3650 })).not.toThrow();
  expect(declared(false)).toThrow("audit: must be true or a map");
  expect(declared({ version: true })).toThrow("audit: version: there is only fields, versions");
  expect(declared({ fields: ["m"] })).toThrow("audit: m is not a field of the schema");
  expect(declared({ fields: [] })).toThrow("audit: fields names no field");
  expect(declared({ fields: ["n"], versions: true })).toThrow("leave fields out");
  expect(declared({ versions: 0 })).toThrow(
    "versions must be true, false or a whole number from 1",
  );
  expect(declared({ versions: 1001 })).toThrow("from 1 to 1000");
  expect(declared({ fields: ["n"], versions: 3 })).toThrow("leave fields out");
  expect(declared({ versions: 1000 })).not.toThrow();
  expect(declared({ keepDays: 0.5 })).toThrow("keepDays must be a whole number from 1 to 3650");
});
