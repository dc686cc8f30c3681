import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CALLS } from "./fixtures/limits/quotas.ts";
import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production, type Answer } from "./support/production.ts";
import { rawFirestore } from "./support/raw-firestore.ts";

/** What it costs to refuse: attacks are made of calls that are refused. */
let production: Production;
let instance: GatewayProcess;

beforeAll(async () => {
  production = await Production.start("test/fixtures/limits");
  instance = await production.instance("database");
  await rawFirestore.set("values/refusals", { n: { integerValue: "1" } });
  // The key that addresses are hashed with is made or read once.
  await nobody().call("getDocument", { path: "values/refusals" });
});

afterAll(() => production.stop());

const reasonOf = ({ error }: Answer<unknown>) => error?.details.reason ?? "ok";
const read = (caller: Caller) => caller.call("getDocument", { path: "values/refusals" });

/** Somebody who has never called, without a token. */
function nobody(): Caller {
  const address = `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`;
  return new Caller(instance, undefined, { "x-forwarded-for": address });
}

const JUNK: readonly (readonly [callable: string, request: unknown])[] = [
  ["getDocument", { path: "nothing/here" }],
  ["getDocument", { path: 7 }],
  ["setDocument", { path: "values/refusals", data: {} }],
  ["setQuota", { caller: { uid: "ada" }, quota: {} }],
  ["queryDocuments", { collection: "users" }],
];

test("junk of unknown callers reaches Firestore not once", async () => {
  const before = production.firestore.count();
  for (const [callable, request] of JUNK) {
    for (const caller of [nobody(), nobody(), nobody()]) {
      const reason = reasonOf(await caller.call(callable, request));
      expect(["FORBIDDEN", "INVALID_REQUEST"]).toContain(reason);
    }
  }
  expect(production.firestore.count()).toBe(before);
});

test("and is limited all the same, and paid for when the caller asks for something real", async () => {
  const caller = nobody();
  const before = production.firestore.count();
  const junk = () => caller.call("getDocument", { path: "nothing/here" });
  for (let call = 0; call < CALLS.anonymous; call += 1) {
    expect(reasonOf(await junk())).toBe("FORBIDDEN");
  }
  expect(reasonOf(await junk())).toBe("QUOTA_EXCEEDED");
  expect(production.firestore.count()).toBe(before);
  expect(reasonOf(await read(caller))).toBe("QUOTA_EXCEEDED");
});

test("a caller whose quota is used up costs nothing until retryAfterMs, and is served from that moment on", async () => {
  const caller = new Caller(instance, { sub: "slow", service: "slow" });
  const burst = await Promise.all(Array.from({ length: CALLS.burst }, () => read(caller)));
  expect(new Set(burst.map(reasonOf))).toEqual(new Set(["ok"]));
  const { error } = await read(caller);
  const retryAtMs = performance.now() + Number(error?.details["retryAfterMs"]);
  const before = production.firestore.count();
  let refusals = 0;
  let answer = await read(caller);
  while (performance.now() < retryAtMs - 200) {
    expect(reasonOf(answer)).toBe("QUOTA_EXCEEDED");
    // Later than before, at most: another instance may have leased what is there by now.
    const saysMs = performance.now() + Number(answer.error?.details["retryAfterMs"]);
    expect(saysMs).toBeGreaterThan(retryAtMs - 300);
    expect(production.firestore.count()).toBe(before);
    refusals += 1;
    answer = await read(caller);
  }
  expect(refusals).toBeGreaterThan(0);
  await sleep(Math.max(0, retryAtMs - performance.now()));
  // The last may have been long under way, and have come after that moment.
  if (reasonOf(answer) !== "ok") answer = await read(caller);
  expect(reasonOf(answer)).toBe("ok");
});

test("a caller whose quota is used up learns so all the same, within a limit and at the price of a read a second", async () => {
  const caller = new Caller(instance, { sub: "curious" });
  for (let call = 0; call < CALLS.user; call += 1) expect(reasonOf(await read(caller))).toBe("ok");
  expect(reasonOf(await read(caller))).toBe("QUOTA_EXCEEDED");
  const before = production.firestore.count();
  const startedMs = performance.now();
  for (let call = 0; call < 50; call += 1) {
    const { result } = await caller.call("getQuota", {});
    expect(result).toMatchObject({ limits: [{ name: "calls-per-hour", remaining: 0 }, {}, {}] });
  }
  const more = await Promise.all(Array.from({ length: 100 }, () => caller.call("getQuota", {})));
  const seconds = Math.ceil((performance.now() - startedMs) / 1_000);
  expect(production.firestore.count() - before).toBeLessThanOrEqual(seconds);
  const answered = 50 + more.filter((answer) => reasonOf(answer) === "ok").length;
  expect(answered).toBeLessThanOrEqual(60 + seconds);
  const refused = more.map(reasonOf).filter((reason) => reason !== "ok");
  expect(new Set(refused)).toEqual(new Set(["QUOTA_EXCEEDED"]));
});

describe("a refused write of a batch that is not atomic costs as a refused call does", () => {
  const FORBIDDEN = { op: "create", path: "nothing/here", data: {} };
  const TAKEN = { op: "create", path: "values/refusals", data: {} };
  const STALE = {
    op: "update",
    path: "values/refusals",
    data: {},
    ifUpdateTime: "2020-01-01T00:00:00Z",
  };
  const missing = (id: number) => ({ op: "update", path: `values/none-${String(id)}`, data: {} });
  const fine = (id: number) => ({ op: "set", path: `values/fine-${String(id)}`, data: { n: id } });
  const times = <T>(count: number, one: (index: number) => T) =>
    Array.from({ length: count }, (_, i) => one(i));

  test.each<[what: string, writes: readonly object[], calls: number]>([
    ["that policies refuse", times(7, () => FORBIDDEN), 7],
    [
      "that are malformed",
      times(3, (id) => ({ op: "delete", path: `odd/number/${String(id)}` })),
      3,
    ],
    ["refused for what is stored", [TAKEN, STALE, ...times(4, missing)], 6],
    ["beside some that are applied", [fine(1), FORBIDDEN, fine(2), TAKEN, missing(1)], 4],
    ["none of them", times(10, fine), 1],
  ])("%s", async (_what, writes, calls) => {
    for (const once of [{}, { requestId: randomUUID() }]) {
      const caller = new Caller(instance, { sub: randomUUID() });
      const { error } = await caller.call("batchWrite", { writes, atomic: false, ...once });
      expect(error).toBeUndefined();
      const { result } = await caller.call("getQuota", {});
      const remaining = CALLS.user - calls - 1;
      expect(result).toMatchObject({ limits: [{ name: "calls-per-hour", remaining }, {}, {}] });
    }
  });

  test("500 of them at once leave nothing for the next", async () => {
    const caller = new Caller(instance, { sub: randomUUID() });
    const writes = times(500, () => FORBIDDEN);
    const { result } = await caller.call<{ results: readonly unknown[] }>("batchWrite", {
      writes,
      atomic: false,
    });
    expect(result?.results).toHaveLength(500);
    expect(reasonOf(await read(caller))).toBe("QUOTA_EXCEEDED");
  });
});
