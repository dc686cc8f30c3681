import { collection } from "../collection/collection.ts";
import { anyone, member, signedIn } from "../policy/policy.ts";
import { perMinute } from "../quota/limit.ts";
import type { QuotaDefinition } from "../quota/tiers.ts";
import { anyData } from "../schema/types/any-data.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";
import { MEMORY_ROOT } from "../testing/memory-rest.ts";
import type { MemoryStream } from "../testing/memory-stream.ts";
import { opened, seen, snapshotOf } from "./stream.fixture.ts";

const collections = [
  collection("posts", { schema: anyData(), access: { read: anyone(), write: signedIn() } }),
  collection("clubs/{clubId}/posts", {
    schema: anyData(),
    access: { read: member("clubs/{clubId}", "members"), write: signedIn() },
  }),
];
const ALL = { id: "q", collection: "posts" };

let gateway: MemoryGateway;
let streams: MemoryStream[] = [];

beforeEach(() => {
  gateway = memoryGateway({ collections });
});

afterEach(() => close(...streams));

async function close(...closed: readonly MemoryStream[]): Promise<void> {
  streams = streams.filter((stream) => !closed.includes(stream));
  await Promise.all(closed.map((stream) => stream.close()));
}

async function listen(uid: string, ...targets: readonly object[]): Promise<MemoryStream> {
  const stream = gateway.listenAs({ uid }, { targets });
  streams.push(stream);
  await opened(stream);
  return stream;
}

async function store(count: number): Promise<void> {
  const documents = Array.from({ length: count }, (_, n) => [`posts/p${String(n)}`, { n }]);
  await gateway.documents.setAll(Object.fromEntries(documents) as Record<string, { n: number }>);
}

const readsOf = async (uid: string) => {
  const { limits } = await gateway.as({ uid }).getQuota({});
  const reads = limits.find(({ class: costClass }) => costClass === "reads");
  return (reads?.capacity ?? 0) - (reads?.remaining ?? 0);
};

function quotas(reads: number): QuotaDefinition {
  const tier = {
    calls: [perMinute(1_000)],
    reads: [perMinute(reads)],
    writes: [perMinute(1_000)],
  } as const;
  return { tiers: { anonymous: tier, user: tier, service: tier, admin: tier } };
}

test("the first result costs whoever it is read for its documents, and who joins nothing", async () => {
  await store(5);
  await snapshotOf(await listen("ada", ALL));
  await snapshotOf(await listen("bob", ALL));
  expect([await readsOf("ada"), await readsOf("bob")]).toEqual([5, 0]);
});

test("who selects other fields shares the target", async () => {
  await store(5);
  await snapshotOf(await listen("ada", { ...ALL, select: ["n"] }));
  await snapshotOf(await listen("bob", { ...ALL, select: ["m"] }));
  expect([await readsOf("ada"), await readsOf("bob")]).toEqual([5, 0]);
});

test("changes are divided among those who watch the same, to the last read", async () => {
  await store(2);
  const watching = [await listen("ada", ALL), await listen("bob", ALL)];
  for (const stream of watching) await snapshotOf(stream);
  for (let n = 0; n < 10; n += 1) {
    await gateway.documents.set("posts/p0", { n: n + 100 });
    for (const stream of watching) await snapshotOf(stream);
  }
  expect([await readsOf("ada"), await readsOf("bob")]).toEqual([2 + 5, 5]);
});

test("a stream's usage is its reads, once, when it is over", async () => {
  await store(3);
  const stream = await listen("ada", ALL);
  await snapshotOf(stream);
  await gateway.documents.set("posts/p0", { n: 100 });
  await snapshotOf(stream);
  await close(stream);
  expect(gateway.usage.reads).toBe(4);
});

test("documents that decide on membership are read at the cost of who watches by them", async () => {
  await gateway.documents.setAll({ "clubs/c": { members: ["ada"] }, "clubs/c/posts/p": { n: 1 } });
  await snapshotOf(await listen("ada", { id: "q", collection: "clubs/c/posts" }));
  expect(await readsOf("ada")).toBe(2);
});

test("a target that its caller can't pay for is removed with a time to come back, before it is read", async () => {
  gateway = memoryGateway({ collections, quotas: quotas(40) });
  await store(3);
  const stream = await listen("ada", ALL, { id: "small", collection: "posts", limit: 2 });
  const frames = [await stream.next(), await stream.next()];
  expect(frames).toContainEqual({
    kind: "removed",
    id: "q",
    error: expect.objectContaining({ status: "INVALID_ARGUMENT" }),
  });
  expect(frames).toContainEqual(expect.objectContaining({ kind: "snapshot" }));
  expect(await readsOf("ada")).toBe(2);
});

test("queries without a limit are read no further than the quota is known to last", async () => {
  gateway = memoryGateway({ collections, quotas: quotas(20) });
  await store(100);
  const queryFrom = (n: number) => {
    const value = { integerValue: String(n) };
    const fieldFilter = { field: { fieldPath: "n" }, op: "GREATER_THAN_OR_EQUAL", value };
    const structuredQuery = { from: [{ collectionId: "posts" }], where: { fieldFilter } };
    return {
      id: String(n),
      message: { query: { parent: MEMORY_ROOT.slice(0, -1), structuredQuery } },
    };
  };
  const stream = await listen("ada", ...Array.from({ length: 10 }, (_, n) => queryFrom(n)));
  const told = new Set<string>();
  const removed = new Set<string>();
  while (told.size + removed.size < 10) {
    const frame = await stream.next();
    if (frame?.kind === "snapshot") for (const { id } of frame.targets) told.add(id);
    if (frame?.kind === "removed") removed.add(frame.id);
  }
  expect(told.size).toBeLessThanOrEqual(4);
});

test("a target whose changes use up the quota is removed with a time to come back", async () => {
  gateway = memoryGateway({ collections, quotas: quotas(10) });
  await store(1);
  const stream = await listen("ada", { id: "d", path: "posts/p0" });
  await snapshotOf(stream);
  let told = 0;
  for (let frame; frame?.kind !== "removed"; told += 1) {
    await gateway.documents.set("posts/p0", { n: told + 100 });
    frame = await stream.next();
    if (frame?.kind !== "removed") continue;
    expect(frame.error).toMatchObject({
      status: "RESOURCE_EXHAUSTED",
      details: { reason: "QUOTA_EXCEEDED", retryAfterMs: expect.any(Number) },
    });
  }
  expect(told).toBe(10);
});

test("one caller has no more than 20 streams, and a place again for each that it closes", async () => {
  const first = await listen("ada", ALL);
  for (let n = 1; n < 20; n += 1) await listen("ada", ALL);
  await expect(gateway.listenAs({ uid: "ada" }, { targets: [ALL] }).next()).rejects.toMatchObject({
    reason: "TOO_MANY_WATCHES",
    details: { retryAfterMs: 15_000 },
  });
  await listen("bob", ALL);
  await close(first);
  expect(await seen(await listen("ada", ALL))).toEqual({ reset: true });
});
