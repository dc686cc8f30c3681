import { admin, anyData, anyone, collection, signedIn } from "../index.ts";
import type { DocumentStore } from "../documents/store.ts";
import { reasonOf } from "../testing/call-outcome.fixture.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";

const T = Date.parse("2026-11-27T10:00:00Z");
const MINUTE_MS = 60_000;
const range = { from: "2026-11-27T10:00:00Z", to: "2026-11-27T11:00:00Z" };
const collections = [
  collection("things", { schema: anyData(), access: { read: anyone(), write: signedIn() } }),
  collection("hidden", { schema: anyData(), access: { read: admin() } }),
];

let gateway: MemoryGateway;
let isDown = false;
/** The writes of usage that were sent. */
let stored: object[] = [];

function failing(store: DocumentStore): DocumentStore {
  return {
    get: (paths, call) => store.get(paths, call),
    query: (query, call) => store.query(query, call),
    aggregate: (query, aggregates, call) => store.aggregate(query, aggregates, call),
    batchWrite: (writes, call) => store.batchWrite(writes, call),
    transactions: store.transactions,
    commit: async (writes, call) => {
      const isUsage = writes.some(({ path }) => path.startsWith("_usage/"));
      if (isUsage) stored.push(...writes);
      if (isDown && isUsage) throw new Error("gone");
      return store.commit(writes, call);
    },
  };
}

beforeEach(async () => {
  isDown = false;
  stored = [];
  gateway = memoryGateway({ collections, usage: true, now: () => T, wrapStore: failing });
  await gateway.documents.set("things/SENTINEL", { SENTINEL: "SENTINEL" });
});

/** Calls of ada's in this minute and a service's in the next, and then the minute after. */
async function someCalls(): Promise<void> {
  const ada = gateway.as({ uid: "SENTINEL" });
  await ada.getDocument({ path: "things/SENTINEL" });
  await reasonOf(ada.getDocument({ path: "things/SENTINEL-none" }));
  await reasonOf(ada.getDocument({ path: "hidden/SENTINEL" }));
  await gateway.advance(MINUTE_MS);
  await gateway.asService("catalog").queryDocuments({
    collection: "things",
    orderBy: ["SENTINEL"],
    limit: 5,
  });
  await gateway.advance(MINUTE_MS);
  await gateway.as({ uid: "eve" }).getQuota({});
}

test("usage is told by each of its dimensions, minute by minute", async () => {
  await someCalls();
  const by = async (dimension: "collection" | "kind" | "service" | "outcome" | "shape") => {
    const { windows } = await gateway.asAdmin().getUsage({ ...range, by: dimension });
    return windows.map(({ at, rows }) => [at, rows.filter(({ operation }) => operation !== "own")]);
  };
  const [first, second] = ["2026-11-27T10:00:00.000Z", "2026-11-27T10:01:00.000Z"];
  const listed = { calls: 1, reads: 1, found: 1, returned: 1 };
  expect(await by("collection")).toEqual([
    [
      first,
      [{ key: "things", operation: "get", calls: 2, reads: 2, found: 1, missing: 1, returned: 1 }],
    ],
    [second, [{ key: "things", operation: "list", ...listed }]],
  ]);
  expect(await by("kind")).toEqual([
    [first, [{ key: "user", calls: 3, reads: 2 }]],
    [second, [{ key: "service", calls: 1, reads: 1 }]],
  ]);
  expect((await by("service"))[1]).toEqual([second, [{ key: "catalog", calls: 1, reads: 1 }]]);
  expect((await by("outcome"))[0]?.[1]).toEqual([
    { key: "ok", calls: 1, reads: 1 },
    { key: "DOCUMENT_NOT_FOUND", calls: 1, reads: 1 },
    { key: "FORBIDDEN", calls: 1 },
  ]);
  const shape = { key: "order by * asc limit", collection: "things", index: "automatic" };
  expect((await by("shape"))[1]).toEqual([second, [{ ...shape, ...listed }]]);
});

test("callers are told as the log has them, and latency by its steps", async () => {
  await someCalls();
  const service = gateway.asService("catalog");
  const callers = await service.getUsage({ ...range, by: "caller" });
  expect(callers.windows[0]?.rows).toEqual([
    { key: expect.stringMatching(/^user-[\w-]{43}$/), calls: 3, reads: 2 },
  ]);
  const latency = await service.getUsage({ ...range, by: "latency" });
  expect(latency.windows[0]?.rows.map(({ key }) => key)).toEqual(
    expect.arrayContaining(["total", "execute"]),
  );
  expect(latency.windows[0]?.rows[0]).toMatchObject({ calls: 3, p50Ms: expect.any(Number) });
});

test("usage is for admins and services, and costs what it reads", async () => {
  await someCalls();
  const request = { ...range, by: "kind" as const };
  const refused = gateway.as({ uid: "ada" }).getUsage(request);
  await expect(refused).rejects.toThrow("Only admins and services may do this.");
  const { usage } = await gateway.asService("catalog").getUsage(request);
  expect(usage).toEqual({ reads: 2, writes: 0, deletes: 0 });
  const bad = [
    { ...request, to: "2026-11-27T09:00:00Z" },
    { ...request, to: "2026-12-27T09:00:00Z", resolution: "minute" as const },
    { ...request, to: "2028-11-29T10:00:01Z" },
    { ...request, from: "yesterday" },
    { ...request, limit: 101 },
  ];
  for (const one of bad)
    expect(await reasonOf(gateway.asAdmin().getUsage(one))).toBe("INVALID_REQUEST");
});

test("hours and days are told once they are summed up, and no length said is the one that suits", async () => {
  await someCalls();
  await gateway.advance(70 * MINUTE_MS);
  await gateway.as({ uid: "eve" }).getQuota({});
  await gateway.runUpkeep();
  const service = gateway.asService("catalog");
  const whole = [
    { key: "user", calls: 4, reads: 2 },
    { key: "service", calls: 1, reads: 1 },
  ];
  const asked = { by: "kind", from: range.from } as const;
  for (const resolution of ["hour", "day"] as const) {
    const { windows } = await service.getUsage({ ...asked, resolution });
    const at = resolution === "hour" ? "2026-11-27T10:00:00.000Z" : "2026-11-27T00:00:00.000Z";
    expect(windows).toEqual([{ at, rows: whole }]);
  }
  const suits = async (to: string) => (await service.getUsage({ ...asked, to })).resolution;
  expect(await suits("2026-11-27T16:00:00Z")).toBe("minute");
  expect(await suits("2026-12-04T10:00:00Z")).toBe("hour");
  expect(await suits("2026-12-04T10:01:00Z")).toBe("day");
});

test("which indexes queries used is told, however many queries", async () => {
  await someCalls();
  const { windows } = await gateway.asAdmin().getUsage({ ...range, by: "index" });
  expect(windows[1]?.rows).toEqual([
    { key: "automatic", collection: "things", calls: 1, reads: 1, found: 1, returned: 1 },
  ]);
});

test("several are told of the same records, which are read once", async () => {
  await someCalls();
  const operator = gateway.asAdmin();
  const { windows, usage } = await operator.getUsage({ ...range, by: ["kind", "outcome", "kind"] });
  const alone = async (by: "kind" | "outcome") => {
    const told = await operator.getUsage({ ...range, by });
    return told.windows.map((window) => ({ ...window, by }));
  };
  const ofSeveral = (one: string) => windows.filter(({ by }) => by === one);
  expect(ofSeveral("kind")).toEqual(await alone("kind"));
  expect(ofSeveral("outcome")).toEqual(await alone("outcome"));
  expect(windows).toHaveLength(4);
  expect(usage.reads).toBe(2);
});

test("which fields queries named is told, without names that no schema declares", async () => {
  await someCalls();
  const { windows } = await gateway.asAdmin().getUsage({ ...range, by: "field" });
  expect(windows[1]?.rows).toEqual([{ key: "*", collection: "things", calls: 1 }]);
});

test("pages follow each other to the end", async () => {
  await someCalls();
  const request = { ...range, by: "kind" as const, limit: 1 };
  const first = await gateway.asAdmin().getUsage(request);
  const cursor = first.nextCursor ?? "";
  const second = await gateway.asAdmin().getUsage({ ...request, cursor });
  expect([first, second].map(({ windows }) => windows.map(({ at }) => at.slice(14, 16)))).toEqual([
    ["00"],
    ["01"],
  ]);
});

test("no call fails or waits where usage can't be stored", async () => {
  isDown = true;
  await someCalls();
  isDown = false;
  await gateway.advance(MINUTE_MS);
  await gateway.as({ uid: "eve" }).getQuota({});
  const { windows } = await gateway.asAdmin().getUsage({ ...range, by: "kind" });
  expect(windows).toHaveLength(3);
});

test("nothing of a document's content, its ids or who called is stored", async () => {
  await someCalls();
  expect(stored).toHaveLength(2);
  const texts = JSON.stringify([stored, await everything()]);
  expect(texts).toContain("things");
  expect(texts).not.toContain("SENTINEL");
});

async function everything(): Promise<unknown> {
  const dimensions = ["collection", "callable", "outcome", "caller", "shape"] as const;
  return Promise.all(dimensions.map((by) => gateway.asAdmin().getUsage({ ...range, by })));
}
