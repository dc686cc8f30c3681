import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/**
 * Ten calls, reads and writes a day for everybody, on two instances as they run in production; what
 * one instance decides is in packages/gateway/src/pipeline/charges.test.ts.
 */
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
  const before = production.firestore.countOfCalls();
  const reasons = await Promise.all(
    Array.from({ length: 50 }, (_, index) => read(callers[index % 2] as Caller)),
  );
  expect(production.firestore.countOfCalls() - before).toBeLessThan(50);
  expect(count(reasons, "ok")).toBe(10);
  expect(count(reasons, "QUOTA_EXCEEDED")).toBe(40);
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
