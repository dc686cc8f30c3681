import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createRestStore } from "../packages/gateway/src/documents/rest-store.ts";
import type { DocumentStore, StoreCall, Write } from "../packages/gateway/src/documents/store.ts";
import { emulators } from "./support/emulators.ts";
import {
  startFaultyFirestore,
  type Fault,
  type FaultyFirestore,
} from "./support/faulty-firestore.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";

let proxy: FaultyFirestore;
let store: DocumentStore;

beforeEach(async () => {
  proxy = await startFaultyFirestore(emulators.firestore);
  store = storeBehind(proxy);
});

afterEach(() => proxy.close());

function storeBehind({ host }: FaultyFirestore): DocumentStore {
  return createRestStore({
    projectId: emulators.project,
    databaseId: "(default)",
    emulatorHost: host,
  });
}

/** Adds one to the document's `n`: twice applied would be seen. */
function plusOne(path: string): Write {
  const transforms = [{ field: ["n"], transform: { kind: "increment", by: 1 } }] as const;
  return { kind: "update", path, fields: {}, mask: [], transforms };
}

async function count(path: string): Promise<number> {
  const document = await rawFirestore.get(path);
  return Number(document?.fields?.["n"]?.["integerValue"] ?? 0);
}

/** Later than any test is waited for. */
const NEVER_MS = 3_600_000;

const freshPath = () => `lost/${randomUUID()}`;

describe.each(["commit", "batchWrite"] as const)("%s", (method) => {
  test.each<[string, Fault, applied: number]>([
    ["the answer is lost", { kind: "cutAfter" }, 1],
    ["the connection is cut while it is sent", { kind: "cutBefore" }, 0],
    ["something on the way breaks down", { kind: "answer", status: 502, body: "<html>" }, 0],
    ["something on the way gives up", { kind: "answer", status: 504 }, 0],
    ["Firestore breaks down", { kind: "answer", status: 500, body: rpcError(500, "INTERNAL") }, 0],
    [
      "Firestore says it is not there",
      { kind: "answer", status: 503, body: rpcError(503, "UNAVAILABLE") },
      0,
    ],
    ["the answer is no JSON", { kind: "answer", status: 200, body: "{" }, 0],
  ])(
    "where %s, the outcome is unknown and nothing is sent twice",
    async (_claim, fault, applied) => {
      const path = freshPath();
      proxy.fail(method, fault);
      const meter = { roundTrips: 0 };
      await expect(store[method]([plusOne(path)], { meter })).rejects.toMatchObject({
        name: "StoreError",
        outcomeUnknown: true,
      });
      expect(await count(path)).toBe(applied);
      expect(proxy.count()).toBe(1);
      expect(meter).toEqual({ roundTrips: 1 });
    },
  );

  test("when the time is over before the answer comes, the outcome is unknown", async () => {
    const path = freshPath();
    proxy.fail(method, { kind: "delay", ms: NEVER_MS });
    const ending = new AbortController();
    const written = store[method]([plusOne(path)], { signal: ending.signal });
    while ((await count(path)) === 0) await sleep(10);
    ending.abort();
    await expect(written).rejects.toMatchObject({ code: "UNAVAILABLE", outcomeUnknown: true });
    expect(await count(path)).toBe(1);
    expect(proxy.count()).toBe(1);
  });

  test.each([
    [429, "RESOURCE_EXHAUSTED"],
    [409, "ABORTED"],
    [403, "PERMISSION_DENIED"],
  ])("what Firestore refuses with %i %s was surely not applied", async (status, name) => {
    proxy.fail(method, { kind: "answer", status, body: rpcError(status, name) });
    await expect(store[method]([plusOne(freshPath())], {})).rejects.toMatchObject({
      code: name,
      outcomeUnknown: false,
    });
    expect(proxy.count()).toBe(1);
  });

  test("what could not be sent was surely not applied", async () => {
    const path = freshPath();
    await proxy.refuse();
    const meter = { roundTrips: 0 };
    await expect(store[method]([plusOne(path)], { meter })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      outcomeUnknown: false,
    });
    expect(meter.roundTrips).toBe(0);
    await proxy.listen();
    await store[method]([plusOne(path)], {});
    expect(await count(path)).toBe(1);
  });

  test("connections that were closed between two calls are not noticed", async () => {
    const path = freshPath();
    for (let round = 0; round < 5; round += 1) {
      await store[method]([plusOne(path)], {});
      await proxy.refuse();
      await proxy.listen();
    }
    expect(await count(path)).toBe(5);
    expect(proxy.count()).toBe(5);
  });
});

describe.each<[string, (call: StoreCall) => Promise<unknown>]>([
  ["batchGet", (call) => store.get(["lost/none"], call)],
  ["runQuery", (call) => store.query({ collection: "lost-none", orderBy: [] }, call)],
  [
    "runAggregationQuery",
    (call) =>
      store.aggregate({ collection: "lost-none", orderBy: [] }, { all: { count: true } }, call),
  ],
])("%s", (method, read) => {
  test.each<[string, Fault]>([
    ["an answer is lost", { kind: "cutAfter" }],
    ["a connection is cut", { kind: "cutBefore" }],
    ["something on the way breaks down", { kind: "answer", status: 502, body: "<html>" }],
    ["Firestore is not there", { kind: "answer", status: 503, body: rpcError(503, "UNAVAILABLE") }],
    [
      "Firestore sheds load",
      { kind: "answer", status: 429, body: rpcError(429, "RESOURCE_EXHAUSTED") },
    ],
  ])("is sent again where %s", async (_claim, fault) => {
    proxy.fail(method, fault, 2);
    const meter = { roundTrips: 0 };
    await read({ meter });
    expect(proxy.count(method)).toBe(3);
    expect(meter).toEqual({ roundTrips: 3 });
  });

  test("is sent five times and no more", async () => {
    proxy.fail(method, { kind: "cutBefore" }, 100);
    await expect(read({})).rejects.toMatchObject({ code: "UNAVAILABLE", outcomeUnknown: false });
    expect(proxy.count()).toBe(5);
  });

  test.each([
    [403, "PERMISSION_DENIED"],
    [400, "INVALID_ARGUMENT"],
  ])("is not sent again after %i %s", async (status, name) => {
    proxy.fail(method, { kind: "answer", status, body: rpcError(status, name) }, 100);
    await expect(read({})).rejects.toMatchObject({ code: name, outcomeUnknown: false });
    expect(proxy.count()).toBe(1);
  });

  test("ends with its time", async () => {
    proxy.fail(method, { kind: "delay", ms: NEVER_MS }, 100);
    const ending = new AbortController();
    const reading = read({ signal: ending.signal });
    await until(() => proxy.count() === 1);
    ending.abort();
    await expect(reading).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(proxy.count()).toBe(1);
  });

  test("fails within its time where Firestore can't be reached, and works again when it can", async () => {
    // Between two attempts it waits for a quarter of an hour.
    jest.spyOn(Math, "random").mockReturnValue(10_000);
    store = storeBehind(proxy);
    await proxy.refuse();
    await expect(read({ signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
      code: "UNAVAILABLE",
      outcomeUnknown: false,
    });
    jest.restoreAllMocks();
    store = storeBehind(proxy);
    await proxy.listen();
    await read({});
  });
});

test("the gets of one moment are one request, and each counts it", async () => {
  const path = freshPath();
  await rawFirestore.set(path, { n: { integerValue: "7" } });
  const meters = Array.from({ length: 64 }, () => ({ roundTrips: 0 }));
  const answers = await Promise.all(
    meters.map((meter) => store.get([path, "lost/none"], { meter })),
  );
  for (const { documents } of answers) {
    expect(documents.map((document) => document?.data ?? null)).toEqual([{ n: 7 }, null]);
  }
  expect(proxy.count()).toBe(1);
  expect(meters.every(({ roundTrips }) => roundTrips === 1)).toBe(true);
});

test("one call's bad path fails none of the gets it shares a request with", async () => {
  const good = store.get(["lost/none"], {});
  const bad = store.get(["lost/__bad__"], {});
  await expect(bad).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  expect((await good).documents).toEqual([null]);
});

test("a request of more than the emulator takes is a bad request, not a quota", async () => {
  const fields = { s: "x".repeat(1_000_000) };
  const writes = Array.from({ length: 5 }, (): Write => {
    return { kind: "update", path: freshPath(), fields };
  });
  await expect(store.commit(writes, {})).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    outcomeUnknown: false,
  });
});

function rpcError(code: number, status: string): string {
  return JSON.stringify({ error: { code, status, message: "said Firestore" } });
}
