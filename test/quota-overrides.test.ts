import type { GatewayProcess } from "./support/gateway-process.ts";
import { inForceWithin } from "./support/in-force-within.ts";
import { logOf } from "./support/log-of.ts";
import { newAddress } from "./support/new-address.ts";
import { Caller, Production, type Answer } from "./support/production.ts";

/** How long an instance may go on with what it knows. */
const IN_FORCE_MS = 10_000;

/** What admins set for one caller at run time, through the gateway as it runs in production. */
let production: Production;
let instance: GatewayProcess;
let another: GatewayProcess;
let admin: Caller;
let ada: Caller;
let elsewhere: Caller;

interface Quota {
  readonly blocked?: true;
  readonly limits: readonly {
    readonly name: string;
    readonly class: string;
    readonly capacity: number;
  }[];
}

beforeAll(async () => {
  production = await Production.start();
  [instance, another] = await Promise.all([
    production.instance("database"),
    production.instance("database"),
  ]);
  admin = new Caller(instance, { sub: "quota-root", admin: true });
  ada = new Caller(instance, { sub: "quota-ada" });
  elsewhere = new Caller(another, { sub: "quota-ada" });
});

afterAll(() => production.stop());

interface Page {
  readonly overrides: readonly {
    readonly caller: { readonly uid?: string };
    readonly setBy: string;
  }[];
  readonly nextCursor?: string;
}

const subject = { uid: "quota-ada" };
const callsOf = ({ result }: Answer<Quota>) =>
  result?.limits.filter((limit) => limit.class === "calls").map(({ capacity }) => capacity);
const ask = (caller: Caller) => caller.call<Quota>("getQuota", {});
const spend = async (caller: Caller) =>
  (await caller.call("getDocument", { path: "movies/none" })).error?.details.reason;

test("an override is in force on all instances within 10 s, is listed, and goes when it is cleared", async () => {
  const before = callsOf(await ask(ada));
  expect(await spend(elsewhere)).toBe("DOCUMENT_NOT_FOUND");
  const quota = { calls: [{ per: "hour", amount: 3 }] };
  expect(await admin.call("setQuota", { caller: subject, quota })).toMatchObject({
    result: { override: { caller: subject, quota } },
  });
  expect(await admin.call("listQuotas", {})).toMatchObject({
    result: {
      overrides: expect.arrayContaining([expect.objectContaining({ caller: subject, quota })]),
    },
  });
  await inForceWithin(IN_FORCE_MS, async () => (await spend(elsewhere)) === "QUOTA_EXCEEDED");
  expect(callsOf(await ask(ada))).toEqual([3]);
  expect(await admin.call("clearQuota", { caller: subject })).toMatchObject({
    result: { cleared: true },
  });
  expect(await admin.call("clearQuota", { caller: subject })).toMatchObject({
    result: { cleared: false },
  });
  await inForceWithin(IN_FORCE_MS, async () => (await spend(elsewhere)) === "DOCUMENT_NOT_FOUND");
  expect(callsOf(await ask(elsewhere))).toEqual(before);
});

test("all overrides are listed page by page, and a cursor of one's own making is refused", async () => {
  const uids = ["quota-page-1", "quota-page-2", "quota-page-3"];
  const quota = { calls: [{ per: "hour", amount: 3 }] };
  for (const uid of uids) await admin.call("setQuota", { caller: { uid }, quota });
  const listed: string[] = [];
  for (let cursor: string | undefined = "first"; cursor !== undefined;) {
    const page: Answer<Page> = await admin.call("listQuotas", {
      limit: 2,
      ...(cursor !== "first" && { cursor }),
    });
    const { overrides = [], nextCursor } = page.result ?? {};
    expect(overrides.length).toBeLessThanOrEqual(2);
    listed.push(...overrides.map(({ caller, setBy }) => `${String(caller.uid)} by ${setBy}`));
    cursor = nextCursor;
  }
  expect(listed).toEqual(expect.arrayContaining(uids.map((uid) => `${uid} by user:quota-root`)));
  expect(new Set(listed).size).toBe(listed.length);
  const { error } = await admin.call("listQuotas", { cursor: "made-up" });
  expect(error?.details.reason).toBe("INVALID_CURSOR");
  for (const uid of uids) await admin.call("clearQuota", { caller: { uid } });
});

test("only admins operate quotas", async () => {
  const bob = new Caller(instance, { sub: "quota-bob" });
  for (const [callable, request] of [
    ["setQuota", { caller: subject, quota: {} }],
    ["clearQuota", { caller: subject }],
    ["listQuotas", {}],
  ] as const) {
    expect((await bob.call(callable, request)).error?.details.reason).toBe("FORBIDDEN");
  }
});

test.each([
  ["nobody's quota", { caller: {}, quota: {} }],
  ["a window of nothing", { caller: subject, quota: { calls: [{ per: "hour", amount: 0 }] } }],
  [
    "a window per fortnight",
    { caller: subject, quota: { calls: [{ per: "fortnight", amount: 1 }] } },
  ],
  ["no block", { caller: subject, quota: { blocked: false } }],
  ["a key that no caller has", { caller: { key: "budget" }, quota: {} }],
  ["another class", { caller: subject, quota: { naps: [{ per: "hour", amount: 1 }] } }],
])("%s is refused", async (_name, request) => {
  expect((await admin.call("setQuota", request)).error?.details.reason).toBe("INVALID_REQUEST");
});

describe("a blocked caller", () => {
  const block = { blocked: true };
  const first = (caller: Caller) => caller.call<Quota>("getQuota", {});

  test("without a token, named by the key of the log, is refused on all instances until it is cleared", async () => {
    const forwarded = { "x-forwarded-for": newAddress() };
    const [here, there] = [instance, another].map((of) => new Caller(of, undefined, forwarded)) as [
      Caller,
      Caller,
    ];
    const lines = await logOf(instance, async () => {
      expect(await spend(here)).toBe("DOCUMENT_NOT_FOUND");
    });
    expect(await spend(there)).toBe("DOCUMENT_NOT_FOUND");
    const key = /"caller":"(anonymous-[^"]+)"/.exec(lines.join())?.[1];
    const answer = await admin.call("setQuota", { caller: { key }, quota: block });
    expect(answer).toMatchObject({ result: { override: { caller: { key }, key, quota: block } } });
    await inForceWithin(IN_FORCE_MS, async () => (await spend(here)) === "CALLER_BLOCKED");
    await inForceWithin(IN_FORCE_MS, async () => (await spend(there)) === "CALLER_BLOCKED");
    const listed = await admin.call<Page>("listQuotas", {});
    expect(listed.result?.overrides).toEqual(
      expect.arrayContaining([expect.objectContaining({ caller: { key }, key, quota: block })]),
    );
    await admin.call("clearQuota", { caller: { key } });
    await inForceWithin(IN_FORCE_MS, async () => (await spend(here)) === "DOCUMENT_NOT_FOUND");
    await inForceWithin(IN_FORCE_MS, async () => (await spend(there)) === "DOCUMENT_NOT_FOUND");
  });

  test.each([
    ["a user", { uid: "quota-eve" }, { sub: "quota-eve" }],
    ["a service", { service: "quota-service" }, { sub: "s", service: "quota-service" }],
  ])(
    "that is %s gets permission-denied, is told so by getQuota, and costs next to nothing",
    async (_, named, claims) => {
      const eve = new Caller(instance, claims);
      await spend(eve);
      await admin.call("setQuota", { caller: named, quota: block });
      await inForceWithin(IN_FORCE_MS, async () => (await spend(eve)) === "CALLER_BLOCKED");
      const before = production.firestore.countOfCalls();
      const startedMs = performance.now();
      for (let call = 0; call < 100; call += 1) {
        const { error } = await eve.call("getDocument", {
          path: call % 2 === 0 ? "movies/none" : 7,
        });
        expect(error).toMatchObject({
          status: "PERMISSION_DENIED",
          details: { reason: "CALLER_BLOCKED", usage: { reads: 0 } },
        });
        expect(error?.details["limit"]).toBeUndefined();
      }
      expect(await first(eve)).toMatchObject({ result: { blocked: true } });
      // For each 10 s one to see whether it is still so, and one for getQuota.
      const tens = Math.ceil((performance.now() - startedMs) / 10_000);
      expect(production.firestore.countOfCalls() - before).toBeLessThanOrEqual(2 * (tens + 1));
      await admin.call("clearQuota", { caller: named });
      await inForceWithin(IN_FORCE_MS, async () => (await spend(eve)) === "DOCUMENT_NOT_FOUND");
      expect((await first(eve)).result?.blocked).toBeUndefined();
    },
  );
});
