import { once } from "node:events";
import { CALLS } from "./fixtures/limits/quotas.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** Instances that are told to end, as Cloud Run does it. */
let production: Production;
let ending: GatewayProcess;
let staying: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/limits");
  [ending, staying] = await Promise.all([
    production.instance("every"),
    production.instance("every"),
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
