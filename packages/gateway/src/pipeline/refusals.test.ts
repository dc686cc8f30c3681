import { randomUUID } from "node:crypto";
import { collections } from "../../../../test/fixtures/collections/index.ts";
import { CALLS, quotas } from "../../../../test/fixtures/limits/quotas.ts";
import type { DocumentStore } from "../documents/store.ts";
import { errorOf, reasonOf } from "../testing/call-outcome.fixture.ts";
import type { MemoryCaller } from "../testing/memory-caller.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";

/** What it costs to refuse: attacks are made of calls that are refused. */
let gateway: MemoryGateway;
let requests: number;

beforeEach(async () => {
  requests = 0;
  gateway = memoryGateway({ collections, quotas, wrapStore: counted });
  await gateway.documents.set("values/refusals", { n: 1 });
  // The key that addresses are hashed with is made or read once.
  await nobody().getDocument({ path: "values/refusals" });
});

function counted(store: DocumentStore): DocumentStore {
  const count = <T>(answer: Promise<T>): Promise<T> => {
    requests += 1;
    return answer;
  };
  return {
    transactions: store.transactions,
    get: (paths, call) => count(store.get(paths, call)),
    query: (query, call) => count(store.query(query, call)),
    aggregate: (query, aggregates, call) => count(store.aggregate(query, aggregates, call)),
    commit: (writes, call) => count(store.commit(writes, call)),
    batchWrite: (writes, call) => count(store.batchWrite(writes, call)),
  };
}

const read = (caller: MemoryCaller) => caller.getDocument({ path: "values/refusals" });

/** Somebody who has never called, without a token. */
function nobody(): MemoryCaller {
  const address = `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::/64`;
  return gateway.as({ uid: null, address });
}

test("junk of unknown callers is limited, and paid for when the caller asks for something real", async () => {
  const caller = nobody();
  const before = requests;
  const junk = () => reasonOf(caller.getDocument({ path: "nothing/here" }));
  for (let call = 0; call < CALLS.anonymous; call += 1) expect(await junk()).toBe("FORBIDDEN");
  expect(await junk()).toBe("QUOTA_EXCEEDED");
  expect(requests).toBe(before);
  expect(await reasonOf(read(caller))).toBe("QUOTA_EXCEEDED");
});

test("a caller whose quota is used up costs nothing until retryAfterMs, and is served from that moment on", async () => {
  const caller = gateway.asService("slow");
  for (let call = 0; call < CALLS.burst; call += 1) await read(caller);
  const retryAfterMs = Number((await errorOf(read(caller))).details["retryAfterMs"]);
  expect(retryAfterMs).toBeGreaterThan(2_000);
  const before = requests;
  let leftMs = retryAfterMs;
  for (; leftMs > 100; leftMs -= 100) {
    const again = await errorOf(read(caller));
    expect(again.reason).toBe("QUOTA_EXCEEDED");
    // Later than before, at most: another instance may have leased what is there by now.
    expect(again.details["retryAfterMs"]).toBeGreaterThanOrEqual(leftMs);
    await gateway.advance(100);
  }
  expect(requests).toBe(before);
  await gateway.advance(leftMs);
  expect(await reasonOf(read(caller))).toBe("none");
});

test("a caller whose quota is used up learns so all the same, within a limit and at the price of a read a second", async () => {
  const caller = gateway.as({ uid: "curious" });
  for (let call = 0; call < CALLS.user; call += 1) await read(caller);
  expect(await reasonOf(read(caller))).toBe("QUOTA_EXCEEDED");
  const before = requests;
  for (let call = 0; call < 50; call += 1) {
    const { limits } = await caller.getQuota({});
    expect(limits).toMatchObject([{ name: "calls-per-hour", remaining: 0 }, {}, {}]);
  }
  const more = await Promise.all(Array.from({ length: 100 }, () => reasonOf(caller.getQuota({}))));
  expect(requests - before).toBeLessThanOrEqual(1);
  expect(more.filter((reason) => reason === "none")).toHaveLength(10);
  expect(new Set(more)).toEqual(new Set(["none", "QUOTA_EXCEEDED"]));
  await gateway.advance(1_000);
  expect(await reasonOf(caller.getQuota({}))).toBe("none");
  expect(requests - before).toBeLessThanOrEqual(2);
});

describe("a refused write of a batch that is not atomic costs as a refused call does", () => {
  const FORBIDDEN = { op: "create", path: "nothing/here", data: {} } as const;
  const TAKEN = { op: "create", path: "values/refusals", data: {} } as const;
  const STALE = {
    op: "update",
    path: "values/refusals",
    data: {},
    ifUpdateTime: "2020-01-01T00:00:00Z",
  } as const;
  const missing = (id: number) =>
    ({ op: "update", path: `values/none-${String(id)}`, data: {} }) as const;
  const fine = (id: number) =>
    ({ op: "set", path: `values/fine-${String(id)}`, data: { n: id } }) as const;
  const times = <T>(count: number, one: (index: number) => T) =>
    Array.from({ length: count }, (_, index) => one(index));
  type Writes = Parameters<MemoryCaller["batchWrite"]>[0]["writes"];

  test.each<[what: string, writes: Writes, calls: number]>([
    ["that policies refuse", times(7, () => FORBIDDEN), 7],
    [
      "that are malformed",
      times(3, (id) => ({ op: "delete", path: `odd/number/${String(id)}` }) as const),
      3,
    ],
    ["refused for what is stored", [TAKEN, STALE, ...times(4, missing)], 6],
    ["beside some that are applied", [fine(1), FORBIDDEN, fine(2), TAKEN, missing(1)], 4],
    ["none of them", times(10, fine), 1],
  ])("%s", async (_what, writes, calls) => {
    for (const once of [{}, { requestId: randomUUID() }]) {
      const caller = gateway.as({ uid: randomUUID() });
      await caller.batchWrite({ writes, atomic: false, ...once });
      const remaining = CALLS.user - calls - 1;
      const { limits } = await caller.getQuota({});
      expect(limits).toMatchObject([{ name: "calls-per-hour", remaining }, {}, {}]);
    }
  });
});
