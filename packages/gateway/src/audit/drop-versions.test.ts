import { randomBytes } from "node:crypto";
import fc from "fast-check";
import type { MemoryStore } from "../documents/memory-store.ts";
import { admin, anyData, anyone, collection } from "../index.ts";
import { reasonOf } from "../testing/call-outcome.fixture.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { dropVersions } from "./drop-versions.ts";
import { trailOf } from "./trail.fixture.ts";

const access = { read: anyone(), write: anyone() };
const collections = [
  collection("last", { schema: anyData(), access, audit: { versions: 1 } }),
  collection("some", { schema: anyData(), access, audit: { versions: 3 } }),
  collection("all", { schema: anyData(), access, audit: { versions: true } }),
  collection("closed", { schema: anyData(), access: { read: admin() } }),
];

let gateway: MemoryGateway;
let store: MemoryStore;

beforeEach(() => {
  const wrapStore = (memory: MemoryStore) => (store = memory);
  gateway = memoryGateway({ collections, wrapStore: wrapStore as never });
});

/** Whether each change of a document still has its version, the oldest first. */
function versionsOf(path: string): readonly boolean[] {
  return trailOf(store.documents)
    .filter((entry) => entry.path === path)
    .map(({ change }) => change !== undefined);
}

async function write(path: string, times: number): Promise<void> {
  const ada = gateway.as({ uid: "ada" });
  for (let n = 0; n < times; n += 1) {
    // Each change reads before it writes: no two of a document are of one millisecond.
    await gateway.advance(1);
    await ada.setDocument({ path, data: { n } });
  }
}

/** Lets what no call waits for come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}

test("of each document so many of the last changes keep what it was before; who made the others stays", async () => {
  await write("last/a", 4);
  await write("last/b", 1);
  await settled();
  expect(versionsOf("last/a")).toEqual([false, false, false, true]);
  expect(versionsOf("last/b")).toEqual([true]);
  const { changes } = await gateway.asAdmin().listChanges({ path: "last/a", versions: true });
  expect(changes.map(({ caller, before }) => [caller, before])).toEqual([
    ["user:ada", { n: 2 }],
    ["user:ada", undefined],
    ["user:ada", undefined],
    ["user:ada", undefined],
  ]);
});

test("what is kept can be restored, and what was dropped is refused", async () => {
  await write("last/a", 3);
  await settled();
  const boss = gateway.asAdmin();
  const { changes } = await boss.listChanges({ path: "last/a" });
  const [latest, , oldest] = changes.map(({ id }) => id);
  expect(await reasonOf(boss.restoreVersion({ change: oldest ?? "" }))).toBe("DOCUMENT_NOT_FOUND");
  await boss.restoreVersion({ change: latest ?? "" });
  expect(await gateway.documents.get("last/a")).toEqual({ n: 1 });
});

test("never fewer are kept than declared, and no more than chance leaves them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), async (times) => {
      const path = `some/${randomBytes(6).toString("hex")}`;
      await write(path, times);
      await settled();
      const versions = versionsOf(path);
      const kept = versions.filter(Boolean).length;
      expect(kept).toBeGreaterThanOrEqual(Math.min(3, times));
      // Those that went are the oldest.
      const oldest = versions.map((_, index) => index >= versions.length - kept);
      expect(versions).toEqual(oldest);
      await dropVersions(store, { collection: "_audit", path, keep: 3 }, {});
      expect(versionsOf(path).filter(Boolean).length).toBe(Math.min(3, times));
    }),
    { numRuns: 30 },
  );
});

test("many are dropped page by page, each once, and a large one with all its documents", async () => {
  const ada = gateway.as({ uid: "ada" });
  const bytes = { $bytes: randomBytes(700_000).toString("base64") };
  await ada.setDocument({ path: "last/large", data: { bytes } });
  await write("last/large", 3);
  await settled();
  expect([...store.documents].filter(({ path }) => path.includes("-part-"))).toEqual([]);
  await write("some/many", 130);
  await settled();
  await dropVersions(store, { collection: "_audit", path: "some/many", keep: 2 }, {});
  expect(versionsOf("some/many").filter(Boolean)).toHaveLength(2);
});

test("where all versions are kept none is dropped", async () => {
  await write("all/a", 5);
  await settled();
  await dropVersions(store, { collection: "_audit", path: "all/a", keep: 1 }, {});
  expect(versionsOf("all/a")).toEqual([true, true, true, true, true]);
});
