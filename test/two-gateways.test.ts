import { randomUUID } from "node:crypto";
import type { FunctionProcess } from "../tools/production/function-process.ts";
import { callAs, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";
import { until } from "./support/until.ts";

const SETTINGS = { SHOP_DEADLINE_MS: "5000" };

let production: Production;
let shop: FunctionProcess;
let crm: FunctionProcess;

beforeAll(async () => {
  production = await Production.startApp("test/fixtures/two-gateways/index.ts");
  [shop, crm] = await Promise.all([
    production.instance("shop.setDocument", SETTINGS),
    production.instance("crm.setDocument", SETTINGS),
  ]);
});
afterAll(() => production.stop());

/** Its quotas are small, and those of other tests: nobody else may have its callers. */
const claims = { sub: `two-gateways-${randomUUID()}` };

function set(gateway: FunctionProcess, request: object): Promise<Answer<object>> {
  return callAs(claims, gateway, request);
}

test("two gateways of one project write to one collection, and keep their records apart", async () => {
  const path = `shared/${randomUUID()}`;
  const requestId = randomUUID();
  // To each gateway it is the first request of that id.
  for (const gateway of [shop, crm]) {
    const text = gateway === shop ? "shop" : "crm";
    const { result } = await set(gateway, { path, data: { text }, requestId });
    expect(result).not.toHaveProperty("replayed");
    expect((await rawFirestore.get(path))?.fields).toEqual({ text: { stringValue: text } });
  }
  const { result } = await set(crm, { path, data: { text: "crm" }, requestId });
  expect(result).toMatchObject({ replayed: true });
  expect((await rawFirestore.list("_crm_requests")).length).toBeGreaterThan(0);
  expect((await rawFirestore.list("_crm_quotas")).length).toBe(1);
});

test("what a caller has used of one gateway's quota is not used of the other's", async () => {
  const path = `shared/${randomUUID()}`;
  const reasons = [];
  for (let call = 0; call < 11; call += 1) {
    const { error } = await set(shop, { path, data: { text: "shop" } });
    reasons.push(error?.details.reason);
  }
  expect(reasons.at(-1)).toBe("QUOTA_EXCEEDED");
  expect(await set(crm, { path, data: { text: "crm" } })).toHaveProperty("result");
});

test("two that would keep their records in the same collections do not start", async () => {
  const starting = production.instance("crm.setDocument", { ...SETTINGS, SHARES: "true" });
  await expect(starting).rejects.toThrow("Give one of them a namespace, or another databaseId");
});

test("a parameter that can't be is logged by its name, and calls are answered with an error's id", async () => {
  const instance = await production.instance("shop.setDocument", { SHOP_DEADLINE_MS: "1" });
  const { error } = await set(instance, { path: "shared/a", data: { text: "a" } });
  expect(error).toMatchObject({
    status: "INTERNAL",
    details: { reason: "INTERNAL", errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  expect(JSON.stringify(error)).not.toContain("DEADLINE");
  await until(() => instance.output().includes(String(error?.details["errorId"])));
  expect(instance.output()).toContain("SHOP_DEADLINE_MS: Too small: expected number to be >=100");
});
