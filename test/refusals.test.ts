import { randomUUID } from "node:crypto";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { newAddress } from "./support/new-address.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/**
 * What it costs to refuse, with Firestore behind it; what needs none is in
 * packages/gateway/src/pipeline/refusals.test.ts.
 */
let production: Production;
let instance: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/limits");
  instance = await production.instance("database");
  await rawFirestore.set("values/refusals", { n: { integerValue: "1" } });
  // The key that addresses are hashed with is made once, also for who is refused.
  await nobody().call("getDocument", { path: "nothing/here" });
});

afterAll(() => production.stop());

const reasonOf = ({ error }: Answer<unknown>) => error?.details.reason ?? "ok";
const read = (caller: Caller) => caller.call("getDocument", { path: "values/refusals" });

/** Somebody who has never called, without a token. */
function nobody(): Caller {
  return new Caller(instance, undefined, { "x-forwarded-for": newAddress() });
}

const JUNK: readonly (readonly [callable: string, request: unknown])[] = [
  ["getDocument", { path: "nothing/here" }],
  ["getDocument", { path: 7 }],
  ["setDocument", { path: "values/refusals", data: {} }],
  ["setQuota", { caller: { uid: "ada" }, quota: {} }],
  ["queryDocuments", { collection: "users" }],
];

test("junk of unknown callers reaches Firestore not once", async () => {
  const before = production.firestore.countOfCalls();
  for (const [callable, request] of JUNK) {
    for (const caller of [nobody(), nobody(), nobody()]) {
      const reason = reasonOf(await caller.call(callable, request));
      expect(["FORBIDDEN", "INVALID_REQUEST"]).toContain(reason);
    }
  }
  expect(production.firestore.countOfCalls()).toBe(before);
});

test("500 refused writes of a batch at once leave nothing for the next call", async () => {
  const caller = new Caller(instance, { sub: randomUUID() });
  const writes = Array.from({ length: 500 }, () => {
    return { op: "create", path: "nothing/here", data: {} };
  });
  const { result } = await caller.call<{ results: readonly unknown[] }>("batchWrite", {
    writes,
    atomic: false,
  });
  expect(result?.results).toHaveLength(500);
  expect(reasonOf(await read(caller))).toBe("QUOTA_EXCEEDED");
});
