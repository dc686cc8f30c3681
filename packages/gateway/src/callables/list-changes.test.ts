import * as z from "zod";
import { admin, anyData, anyOf, anyone, collection, owner, role, updatedAt } from "../index.ts";
import { reasonOf } from "../testing/call-outcome.fixture.ts";
import type { MemoryCaller } from "../testing/memory-caller.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";

const collections = [
  collection("kept", {
    schema: anyData(),
    access: { read: anyone(), write: anyone() },
    audit: { versions: true },
  }),
  collection("hiding", {
    schema: anyData(),
    access: { read: anyone(), write: anyone() },
    fields: { secret: { read: role("keeper"), write: role("keeper") } },
    audit: { versions: true },
  }),
  collection("owned", {
    schema: anyData(),
    access: { read: owner("by"), write: anyone() },
    audit: { versions: true },
    ids: "open",
  }),
  collection("told", {
    schema: anyData(),
    access: { read: owner("by"), write: anyone() },
    audit: true,
    ids: "open",
  }),
  collection("strict", {
    schema: z.strictObject({ n: z.int(), at: updatedAt() }),
    access: { read: anyone(), create: anyone(), write: anyOf(admin(), owner("n")) },
    audit: { versions: true },
  }),
];

let gateway: MemoryGateway;
let ada: MemoryCaller;
let boss: MemoryCaller;

beforeEach(() => {
  gateway = memoryGateway({ collections });
  ada = gateway.as({ uid: "ada" });
  boss = gateway.asAdmin();
});

const listed = async (request: Parameters<MemoryCaller["listChanges"]>[0]) =>
  (await boss.listChanges(request)).changes;

test("the changes of a document are told the latest first, page by page", async () => {
  for (const n of [1, 2, 3]) {
    await ada.setDocument({ path: "kept/a", data: { n } });
    await gateway.advance(1);
  }
  await ada.setDocument({ path: "kept/b", data: {} });
  const first = await boss.listChanges({ path: "kept/a", limit: 2, versions: true });
  expect(first.changes.map(({ before }) => before)).toEqual([{ n: 2 }, { n: 1 }]);
  expect(first.usage.reads).toBe(2);
  const { nextCursor = "" } = first;
  const second = await boss.listChanges({ path: "kept/a", limit: 2, cursor: nextCursor });
  expect(second.changes).toHaveLength(1);
  expect(second.changes[0]).toMatchObject({
    path: "kept/a",
    collection: "kept",
    operation: "set",
    caller: "user:ada",
    callable: "setDocument",
    fields: ["n"],
    fromVersion: null,
  });
  expect(second.changes[0]).not.toHaveProperty("before");
  expect(second.nextCursor).toBeUndefined();
  const versions = [...first.changes, ...second.changes].map(({ version }) => version);
  expect(first.changes.map(({ fromVersion }) => fromVersion)).toEqual(versions.slice(1));
});

test("what a caller wrote is told by who it is, and by its key in the log", async () => {
  await ada.setDocument({ path: "kept/a", data: {} });
  await gateway.asService("billing").setDocument({ path: "kept/b", data: {} });
  await gateway.as(null).setDocument({ path: "kept/c", data: {} });
  const pathsOf = async (caller: { uid: string } | { service: string } | { key: string }) =>
    (await listed({ caller })).map(({ path }) => path);
  expect(await pathsOf({ uid: "ada" })).toEqual(["kept/a"]);
  expect(await pathsOf({ service: "billing" })).toEqual(["kept/b"]);
  const [change] = await listed({ path: "kept/a" });
  expect(await pathsOf({ key: change?.key ?? "" })).toEqual(["kept/a"]);
  expect(await listed({ path: "kept/c" })).toMatchObject([{ caller: "anonymous" }]);
});

test("nobody but admins is told", async () => {
  for (const who of [ada, gateway.asService("billing"), gateway.as(null)]) {
    expect(await reasonOf(who.listChanges({ path: "kept/a" }))).toBe("FORBIDDEN");
    const change = "AAAAAAAAAAAAAAAAAAAA-00000";
    expect(await reasonOf(who.restoreVersion({ change }))).toBe("FORBIDDEN");
  }
  expect(await reasonOf(boss.listChanges({}))).toBe("INVALID_REQUEST");
  expect(await reasonOf(boss.listChanges({ path: "kept/a", commands: true }))).toBe(
    "INVALID_REQUEST",
  );
});

test("what policies hide from the admin of a document is not told of its changes", async () => {
  const keeper = gateway.as({ uid: "eve", claims: { roles: ["keeper"] } });
  await keeper.setDocument({ path: "hiding/a", data: { n: 1, secret: "SENTINEL" } });
  await keeper.updateDocument({ path: "hiding/a", data: { secret: "SENTINEL 2", n: 2 } });
  const kept = await listed({ path: "hiding/a", versions: true });
  expect(kept[0]).toMatchObject({
    fields: ["n"],
    before: { n: 1 },
    values: [{ field: "n", before: 1, after: 2 }],
  });
  await ada.setDocument({ path: "owned/a", data: { by: "ada", SENTINEL: 1 } });
  await ada.setDocument({ path: "told/a", data: { by: "admin", SENTINEL: 1 } });
  await ada.setDocument({ path: "owned/b", data: { by: "admin", n: 1 } });
  const paths = ["owned/a", "told/a"];
  const told = await Promise.all(paths.map((path) => listed({ path, versions: true })));
  expect(JSON.stringify([kept, told])).not.toContain("SENTINEL");
  expect(told.flat().map(({ fields, caller }) => [fields, caller])).toEqual([
    [undefined, "user:ada"],
    [undefined, "user:ada"],
  ]);
  expect(await listed({ path: "owned/b", versions: true })).toMatchObject([
    { before: null, fields: ["by", "n"] },
  ]);
});

test("what admins command is told by its name, and what changed nothing is not", async () => {
  await boss.setQuota({ caller: { uid: "eve" }, quota: { blocked: true } });
  await boss.clearQuota({ caller: { uid: "eve" } });
  await boss.clearQuota({ caller: { uid: "eve" } });
  expect(await reasonOf(ada.setQuota({ caller: { uid: "eve" }, quota: {} }))).toBe("FORBIDDEN");
  expect(await listed({ commands: true })).toMatchObject([
    { caller: "user:admin", callable: "clearQuota", command: { caller: { uid: "eve" } } },
    {
      caller: "user:admin",
      callable: "setQuota",
      command: { caller: { uid: "eve" }, quota: { blocked: true } },
    },
  ]);
  expect((await listed({ caller: { uid: "admin" } })).length).toBe(2);
});

test("a document that was deleted is restored as it was, and that is a change as any other", async () => {
  await ada.setDocument({ path: "owned/a", data: { by: "ada", m: { $map: [["$int64", 1]] } } });
  await ada.deleteDocument({ path: "owned/a" });
  const [deletion] = await listed({ path: "owned/a" });
  const restored = await boss.restoreVersion({ change: deletion?.id ?? "" });
  expect(restored).toMatchObject({ document: { path: "owned/a" }, usage: { writes: 1 } });
  expect(await gateway.documents.get("owned/a")).toEqual({
    by: "ada",
    m: { $map: [["$int64", 1]] },
  });
  const [latest] = await listed({ path: "owned/a" });
  expect(latest).toMatchObject({ callable: "restoreVersion", caller: "user:admin" });
});

test("what was made by a change is deleted when it is taken back", async () => {
  await ada.createDocument({ collection: "owned", id: "a", data: { by: "ada" } });
  const [creation] = await listed({ path: "owned/a" });
  const { commitTime, ...rest } = await boss.restoreVersion({ change: creation?.id ?? "" });
  expect(commitTime).toBeDefined();
  expect(rest).toEqual({ usage: { reads: 2, writes: 0, deletes: 1 } });
  expect(await gateway.documents.get("owned/a")).toBeUndefined();
});

test("a version is restored under the policies and the schema that hold now, and on condition", async () => {
  await gateway.documents.set("strict/a", { n: "text", at: null });
  await boss.setDocument({ path: "strict/a", data: { n: 2 } });
  await boss.setDocument({ path: "strict/a", data: { n: 3 } });
  const [good, bad] = await listed({ path: "strict/a" });
  expect(await reasonOf(boss.restoreVersion({ change: bad?.id ?? "" }))).toBe("INVALID_DOCUMENT");
  const stale = { change: good?.id ?? "", ifUpdateTime: "2026-01-01T00:00:00.000000Z" };
  expect(await reasonOf(boss.restoreVersion(stale))).toBe("STALE");
  const requestId = "6fa459ea-ee8a-4ca4-894e-db77e160355e";
  const { document } = await boss.restoreVersion({ change: good?.id ?? "", requestId });
  expect(await gateway.documents.get("strict/a")).toMatchObject({ n: 2 });
  expect(await boss.restoreVersion({ change: good?.id ?? "", requestId })).toMatchObject({
    document,
    replayed: true,
  });
  await ada.setDocument({ path: "told/a", data: {} });
  const [plain] = await listed({ path: "told/a" });
  expect(await reasonOf(boss.restoreVersion({ change: plain?.id ?? "" }))).toBe(
    "DOCUMENT_NOT_FOUND",
  );
  const none = { change: "AAAAAAAAAAAAAAAAAAAA-00000" };
  expect(await reasonOf(boss.restoreVersion(none))).toBe("DOCUMENT_NOT_FOUND");
});
