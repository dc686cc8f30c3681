import { collections } from "../../../../test/fixtures/collections/index.ts";
import { quotas } from "../../../../test/fixtures/tight/quotas.ts";
import { errorOf, reasonOf } from "../testing/call-outcome.fixture.ts";
import type { MemoryCaller } from "../testing/memory-caller.ts";
import { memoryGateway, type MemoryGateway } from "../testing/memory-gateway.ts";

/** Ten calls, reads and writes a day for everybody. */
let gateway: MemoryGateway;
let ada: MemoryCaller;

beforeEach(async () => {
  gateway = memoryGateway({ collections, quotas });
  ada = gateway.as({ uid: "ada" });
  await gateway.documents.set("values/tight", { n: 77 });
});

const read = (caller: MemoryCaller) => caller.getDocument({ path: "values/tight" });

test("a refusal says which limit, of what size, and when to come back; getQuota says what is left", async () => {
  for (let call = 0; call < 10; call += 1) await read(ada);
  const error = await errorOf(read(ada));
  expect(error).toMatchObject({
    code: "resource-exhausted",
    reason: "QUOTA_EXCEEDED",
    details: {
      limit: "calls-per-day",
      class: "calls",
      capacity: 10,
      refillPerMinute: 10 / 1440,
    },
    usage: { reads: 0, writes: 0, deletes: 0 },
  });
  const retryAfterMs = Number(error.details["retryAfterMs"]);
  // One of ten a day, and a little for two clocks that differ.
  expect(retryAfterMs).toBeGreaterThanOrEqual(86_400_000 / 10);
  expect(retryAfterMs).toBeLessThan(86_400_000 / 10 + 10);
  const { limits } = await ada.getQuota({});
  expect(limits.find(({ name }) => name === "calls-per-day")?.remaining).toBe(0);
  await gateway.advance(retryAfterMs);
  expect(await reasonOf(read(ada))).toBe("none");
});

test("what one caller spends is nobody else's", async () => {
  for (let call = 0; call < 11; call += 1) await reasonOf(read(ada));
  expect(await reasonOf(read(ada))).toBe("QUOTA_EXCEEDED");
  const service = gateway.as({ uid: "ada", claims: { service: "ada" } });
  for (const other of [gateway.as({ uid: "bob" }), service, gateway.as(null)]) {
    expect(await reasonOf(read(other))).toBe("none");
  }
});

test("a call that can never fit is told so, and writes nothing", async () => {
  const writes = Array.from({ length: 11 }, (_, n) => {
    return { op: "set", path: `values/b${String(n)}`, data: { n } } as const;
  });
  await expect(ada.batchWrite({ writes })).rejects.toMatchObject({
    code: "invalid-argument",
    reason: "COST_EXCEEDS_CAPACITY",
    details: { class: "writes", capacity: 10 },
  });
  expect(Object.keys(await gateway.documents.list())).toEqual(["values/tight"]);
});

test("a query is charged what it may read, and settled to what it read", async () => {
  const query = (limit: number) =>
    reasonOf(ada.queryDocuments({ collection: "values", where: [["n", "==", 77]], limit }));
  expect(await query(10)).toBe("none");
  for (let call = 0; call < 4; call += 1) expect(await query(10)).toBe("QUOTA_EXCEEDED");
  expect(await query(1)).toBe("none");
});

test("asking for what one may not have costs a call each", async () => {
  const probes = [];
  for (let call = 0; call < 11; call += 1) {
    probes.push(await reasonOf(ada.getDocument({ path: `nothing/${String(call)}` })));
  }
  expect(probes).toEqual([...Array.from({ length: 10 }, () => "FORBIDDEN"), "QUOTA_EXCEEDED"]);
});

test("each write of a batch is charged, each that fails alone is given back", async () => {
  const write = (n: number) =>
    ({ op: "create", path: `values/tight-${String(n)}`, data: { n } }) as const;
  const six = Array.from({ length: 6 }, (_, n) => write(n));
  const batch = (writes: readonly ReturnType<typeof write>[], atomic: boolean) =>
    reasonOf(ada.batchWrite({ writes: [...writes], atomic }));
  expect(await batch(six, true)).toBe("none");
  expect(await batch([...six.slice(0, 3), write(100)], false)).toBe("none");
  expect(await batch([101, 102, 103].map(write), true)).toBe("none");
  expect(await batch([write(104)], true)).toBe("QUOTA_EXCEEDED");
});
