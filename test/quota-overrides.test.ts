import type { GatewayProcess } from "./support/gateway-process.ts";
import { Caller, Production, type Answer } from "./support/production.ts";

/** What admins set for one caller at run time, through the gateway as it runs in production. */
let production: Production;
let instance: GatewayProcess;
let admin: Caller;
let ada: Caller;
let elsewhere: Caller;

interface Quota {
  readonly limits: readonly {
    readonly name: string;
    readonly class: string;
    readonly capacity: number;
  }[];
}

beforeAll(async () => {
  production = await Production.start();
  const [one, another] = await Promise.all([
    production.instance("every"),
    production.instance("every"),
  ]);
  instance = one;
  admin = new Caller(one, { sub: "quota-root", admin: true });
  ada = new Caller(one, { sub: "quota-ada" });
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
  await until(async () => (await spend(elsewhere)) === "QUOTA_EXCEEDED");
  expect(callsOf(await ask(ada))).toEqual([3]);
  expect(await admin.call("clearQuota", { caller: subject })).toMatchObject({
    result: { cleared: true },
  });
  expect(await admin.call("clearQuota", { caller: subject })).toMatchObject({
    result: { cleared: false },
  });
  await until(async () => (await spend(elsewhere)) === "DOCUMENT_NOT_FOUND");
  expect(callsOf(await ask(elsewhere))).toEqual(before);
}, 60_000);

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
  ["another class", { caller: subject, quota: { naps: [{ per: "hour", amount: 1 }] } }],
])("%s is refused", async (_name, request) => {
  expect((await admin.call("setQuota", request)).error?.details.reason).toBe("INVALID_REQUEST");
});

/** Within the ten seconds that an instance may go on with what it knows, and a little for slow machines. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("It did not come to that within 15 s.");
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
