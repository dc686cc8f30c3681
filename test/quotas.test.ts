import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** Ten calls, reads and writes a day for everybody, on two instances as they run in production. */
let production: Production;
let instances: readonly GatewayProcess[];

beforeAll(async () => {
  production = await Production.start("test/fixtures/tight");
  instances = await Promise.all([production.instance("database"), production.instance("database")]);
  await rawFirestore.set("values/tight", { n: { integerValue: "77" } });
});

afterAll(() => production.stop());

/** The same caller on each of the instances. */
const on = (claims: object) => instances.map((instance) => new Caller(instance, { ...claims }));
const reasonOf = ({ error }: { error?: { details: { reason: string } } }) =>
  error?.details.reason ?? "ok";
const count = (reasons: readonly string[], reason: string) =>
  reasons.filter((one) => one === reason).length;
const read = async (caller: Caller) =>
  reasonOf(await caller.call("getDocument", { path: "values/tight" }));

test("50 parallel calls against a capacity of 10 admit exactly 10, in fewer requests to Firestore than there are calls", async () => {
  const callers = on({ sub: "tight-crowd" });
  const before = production.firestore.count();
  const reasons = await Promise.all(
    Array.from({ length: 50 }, (_, index) => read(callers[index % 2] as Caller)),
  );
  expect(production.firestore.count() - before).toBeLessThan(50);
  expect(count(reasons, "ok")).toBe(10);
  expect(count(reasons, "QUOTA_EXCEEDED")).toBe(40);
});

test("a refusal says which limit, of what size, and when to come back; getQuota says what is left", async () => {
  const [caller] = on({ sub: "tight-reader" }) as [Caller];
  for (let call = 0; call < 10; call += 1) expect(await read(caller)).toBe("ok");
  const { error } = await caller.call("getDocument", { path: "values/tight" });
  expect(error).toMatchObject({
    status: "RESOURCE_EXHAUSTED",
    details: {
      reason: "QUOTA_EXCEEDED",
      limit: "calls-per-day",
      class: "calls",
      capacity: 10,
      refillPerMinute: 10 / 1440,
      usage: { reads: 0, writes: 0, deletes: 0 },
    },
  });
  const retryAfterMs = Number(error?.details["retryAfterMs"]);
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(86_400_000 / 10);
  const { result } = await caller.call<{ limits: readonly { name: string; remaining: number }[] }>(
    "getQuota",
    {},
  );
  expect(result?.limits.find(({ name }) => name === "calls-per-day")?.remaining).toBe(0);
});

test("what one caller spends is nobody else's", async () => {
  const [spender] = on({ sub: "tight-spender" }) as [Caller];
  for (let call = 0; call < 11; call += 1) await read(spender);
  for (const other of [
    { sub: "tight-other" },
    { sub: "tight-spender", service: "tight-spender" },
  ]) {
    expect(await read(on(other)[0] as Caller)).toBe("ok");
  }
});

test("a call that can never fit is told so, and costs no wait", async () => {
  const [caller] = on({ sub: "tight-batch" }) as [Caller];
  const writes = Array.from({ length: 11 }, (_, n) => ({
    op: "set",
    path: `values/b${String(n)}`,
    data: { n },
  }));
  const { error } = await caller.call("batchWrite", { writes });
  expect(error).toMatchObject({
    status: "INVALID_ARGUMENT",
    details: { reason: "COST_EXCEEDS_CAPACITY", class: "writes", capacity: 10 },
  });
  expect(await rawFirestore.get("values/b0")).toBeNull();
});

test("a query is charged what it may read, and settled to what it read", async () => {
  const [caller] = on({ sub: "tight-query" }) as [Caller];
  const request = { collection: "values", where: [["n", "==", 77]], limit: 10 };
  for (let call = 0; call < 5; call += 1)
    expect(reasonOf(await caller.call("queryDocuments", request))).toBe(
      call === 0 ? "ok" : "QUOTA_EXCEEDED",
    );
  expect(reasonOf(await caller.call("queryDocuments", { ...request, limit: 1 }))).toBe("ok");
});

test("asking for what one may not have costs a call each", async () => {
  const [caller] = on({ sub: "tight-prober" }) as [Caller];
  const probes = [];
  for (let call = 0; call < 11; call += 1) {
    probes.push(reasonOf(await caller.call("getDocument", { path: `nothing/${String(call)}` })));
  }
  expect(count(probes, "FORBIDDEN")).toBe(10);
  expect(probes.at(-1)).toBe("QUOTA_EXCEEDED");
});

test("each write of a batch is charged, each that fails alone is given back", async () => {
  const [caller] = on({ sub: "tight-writer" }) as [Caller];
  const write = (n: number) => ({ op: "create", path: `values/tight-${String(n)}`, data: { n } });
  const six = Array.from({ length: 6 }, (_, n) => write(n));
  expect(reasonOf(await caller.call("batchWrite", { writes: six }))).toBe("ok");
  const again = [...six.slice(0, 3), write(100)];
  expect(reasonOf(await caller.call("batchWrite", { writes: again, atomic: false }))).toBe("ok");
  expect(reasonOf(await caller.call("batchWrite", { writes: [101, 102, 103].map(write) }))).toBe(
    "ok",
  );
  expect(reasonOf(await caller.call("batchWrite", { writes: [write(104)] }))).toBe(
    "QUOTA_EXCEEDED",
  );
});
