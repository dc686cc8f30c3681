import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { CALLS } from "./fixtures/limits/quotas.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";
import { until } from "./support/until.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** Instances that are told to end, as Cloud Run does it. */
let production: Production;
let ending: GatewayProcess;
let staying: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/limits");
  [ending, staying] = await Promise.all([
    production.instance("database"),
    production.instance("database"),
  ]);
  await rawFirestore.set("values/shutdown", { n: { integerValue: "1" } });
});

afterAll(() => production.stop());

const BEFORE = 60;

/** A service's calls before an instance, until one is refused. */
async function spend(instance: GatewayProcess, most: number): Promise<number> {
  const caller = new Caller(instance, { sub: "busy", service: "busy" });
  for (let admitted = 0; admitted < most; admitted += 1) {
    const { error } = await caller.call("getDocument", { path: "values/shutdown" });
    if (error === undefined) continue;
    expect(error.details.reason).toBe("QUOTA_EXCEEDED");
    return admitted;
  }
  return most;
}

test("what an instance has leased is there for another as soon as it has ended", async () => {
  expect(await spend(ending, BEFORE)).toBe(BEFORE);
  const exited = once(ending.child, "exit");
  ending.child.kill("SIGTERM");
  await exited;
  expect(await spend(staying, CALLS.busy)).toBe(CALLS.busy - BEFORE);
});

test("its last line of metrics says what was leased, returned and lost", () => {
  const line = ending
    .output()
    .split("\n")
    .find((text) => text.includes('"quota metrics"'));
  const metrics = JSON.parse(line ?? "{}") as {
    readonly leased: { readonly calls: number };
    readonly returned: { readonly calls: number };
    readonly stranded: { readonly calls: number };
  };
  expect(metrics).toMatchObject({ severity: "INFO", admitted: BEFORE, refused: 0 });
  expect(metrics).toMatchObject({ storeReads: expect.any(Number), spanMs: expect.any(Number) });
  expect(metrics.returned.calls).toBeGreaterThan(0);
  expect(metrics.leased.calls).toBeGreaterThan(metrics.returned.calls);
  expect(metrics.stranded.calls).toBe(0);
});

describe("an instance that is told to end while calls are under way", () => {
  const UNDER_WAY = 40;
  /** Of what callers ask for; their quotas are as fast as ever. */
  const HELD = { kind: "hold", holding: "shutdown" } as const;
  let callers = 0;
  let held = 0;

  beforeAll(() => {
    production.firestore.watch((_method, body) => (held += Number(body.includes("shutdown"))));
  });

  /** The answers of calls that were under way when it was told, and are held until something is done. */
  async function end<T>(signals: number, whileHeld: (instance: GatewayProcess) => Promise<T>) {
    // Until all of them are under way, none may have waited too long.
    const instance = await production.instance("database", { DEADLINE_MS: "60000" });
    const caller = new Caller(instance, { sub: `draining-${String(++callers)}`, admin: true });
    // It holds leases, and connections to it are open.
    await caller.call("getDocument", { path: "values/shutdown" });
    for (const method of ["runQuery", "commit"]) production.firestore.fail(method, HELD, 1_000);
    const before = held;
    const underWay = Promise.all(
      Array.from({ length: UNDER_WAY }, (_, index) =>
        index % 2 === 0
          ? caller.call("queryDocuments", {
              collection: "values",
              where: [["a", "==", "shutdown"]],
            })
          : caller.call("setDocument", { path: `values/shutdown-${String(index)}`, data: {} }),
      ),
    );
    await until(() => held === before + UNDER_WAY);
    const exited = once(instance.child, "exit");
    for (let sent = 0; sent < signals; sent += 1) instance.child.kill("SIGTERM");
    const told = await whileHeld(instance);
    production.firestore.heal();
    const answers = await underWay;
    return { answers, told, exit: await exited, output: instance.output() };
  }

  /** Calls until one is refused for the end. */
  async function untilRefused({ url }: GatewayProcess): Promise<Response> {
    for (;;) {
      const response = await fetch(`${url}getQuota`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"data":{}}',
      });
      if (response.status === 503) return response;
      await response.text();
      await sleep(5);
    }
  }

  test.each([1, 2, 5])("after %i SIGTERM answers them all, and loses no lease", async (signals) => {
    const { answers, exit, output } = await end(signals, () => Promise.resolve());
    expect(answers.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(exit).toEqual([0, null]);
    const metrics = output.split("\n").findLast((line) => line.includes('"quota metrics"')) ?? "{}";
    expect(JSON.parse(metrics)).toMatchObject({ stranded: { calls: 0, reads: 0, writes: 0 } });
  });

  test("tells who comes meanwhile to come again, to another one", async () => {
    const { told: late } = await end(1, untilRefused);
    expect(late.headers.get("retry-after")).toBe("1");
    expect(late.headers.get("connection")).toBe("close");
    expect(await late.json()).toMatchObject({
      error: {
        status: "UNAVAILABLE",
        details: { reason: "GATEWAY_UNAVAILABLE", retryAfterMs: 1_000 },
      },
    });
  });

  test("answers also those that wait for what comes too late", async () => {
    const instance = await production.instance("database");
    const caller = new Caller(instance, { sub: "waiting", admin: true });
    await caller.call("getDocument", { path: "values/shutdown" });
    production.firestore.fail("batchGet", HELD);
    const before = held;
    const underWay = caller.call("getDocument", { path: "values/shutdown", maxAgeMs: 0 });
    await until(() => held > before);
    const exited = once(instance.child, "exit");
    instance.child.kill("SIGTERM");
    expect((await underWay).error?.status).toBe("UNAVAILABLE");
    expect(await exited).toEqual([0, null]);
    production.firestore.heal();
  });

  test("ends at once where nothing is under way", async () => {
    const instance = await production.instance("database");
    await new Caller(instance, { sub: "gone" }).call("getQuota", {});
    const exited = once(instance.child, "exit");
    instance.child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  });
});
