import { MemoryStore } from "../documents/memory-store.ts";
import { ownCollections } from "../documents/own-collections.ts";
import { StoreError, type DocumentStore } from "../documents/store.ts";
import type { Fields } from "../values/value.ts";
import { callerKey } from "../caller/caller-key.ts";
import { accountForm } from "./lease/account-form.ts";
import { systemClock, type Clock } from "./clock.ts";
import { createQuotaOverrides } from "./create-quota.ts";
import { FirestoreQuotaStore } from "./store/firestore-quota-store.ts";
import { LeasedQuota } from "./leased-quota.ts";
import { perMinute, type WindowOptions } from "./limit.ts";
import type { ChargeResult } from "./quota.ts";
import { QuotaOverrides } from "./quota-overrides.ts";
import { Tiers } from "./tiers.ts";

const START = 1_790_000_000_000;
const BY = { setAt: "2026-01-01T00:00:00.000Z", setBy: "user:root" };
const one = { calls: 1, reads: 0, writes: 0 };
const KEY = Buffer.from("secret");
const secret = () => Promise.resolve(KEY);
const user = (uid: string) =>
  ({ kind: "user", uid, admin: false, roles: [], teams: [], app: null }) as const;
const ada = user("ada");

function setUp(window: WindowOptions = {}) {
  const world = { ms: 0 };
  const clock: Clock = {
    monotonic: () => world.ms,
    sleep: () => Promise.resolve(),
    timeout: () => new AbortController().signal,
    random: () => 0.5,
  };
  const documents = new MemoryStore({ now: () => START + world.ms });
  /** Of the instances; those of the overrides don't count. */
  const operations = { gets: 0, commits: 0, isDown: false };
  const seen = <Answer>(count: "gets" | "commits", ask: () => Promise<Answer>) => {
    operations[count] += 1;
    return operations.isDown
      ? Promise.reject(new StoreError("UNAVAILABLE", "down", { unreachable: true }))
      : ask();
  };
  const view: Pick<DocumentStore, "get" | "commit"> = {
    get: (paths, call) => seen("gets", () => documents.get(paths, call)),
    commit: (writes, call) => seen("commits", () => documents.commit(writes, call)),
  };
  const records = { collection: "_quotas", clock, form: accountForm };
  const store = new FirestoreQuotaStore({ ...records, documents: view as DocumentStore });
  const limit = perMinute(60, window);
  const tier = { calls: [limit], reads: [limit], writes: [limit] } as const;
  const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
  const instance = () => new LeasedQuota({ tiers, store, clock, secret });
  const overrides = new QuotaOverrides(
    documents,
    new FirestoreQuotaStore({ ...records, documents }),
    "_quotaOverrides",
  );
  return { world, instance, documents, operations, overrides };
}

describe("an override", () => {
  /** Charges one call every 100 ms, and says for how long it was answered so. */
  async function last(world: { ms: number }, quota: LeasedQuota, ok: boolean): Promise<number> {
    const fromMs = world.ms;
    while ((await quota.charge(ada, one, {})).ok === ok && world.ms < fromMs + 60_000)
      world.ms += 100;
    return world.ms - fromMs;
  }

  test("that lowers a limit is in force within 10 s, even where a lease is in use", async () => {
    const { world, instance, overrides } = setUp();
    const quota = instance();
    for (let call = 0; call < 20; call += 1) {
      world.ms += 500;
      await quota.charge(ada, one, {});
    }
    await overrides.set({ uid: "ada" }, { calls: [{ per: "hour", amount: 1 }] }, BY);
    expect(await last(world, quota, true)).toBeLessThanOrEqual(10_000);
  });

  test("that raises a limit is in force within 10 s, even where refusals are remembered", async () => {
    const { world, instance, overrides } = setUp();
    const quota = instance();
    await overrides.set({ uid: "ada" }, { calls: [{ per: "day", amount: 1 }] }, BY);
    await last(world, quota, true);
    await overrides.set({ uid: "ada" }, { calls: [{ per: "minute", amount: 600 }] }, BY);
    expect(await last(world, quota, false)).toBeLessThanOrEqual(10_000);
  });

  test("that raises a capacity is in force within 10 s for a cost that didn't fit", async () => {
    const { world, instance, overrides } = setUp();
    const quota = instance();
    const hundred = { calls: 1, reads: 100, writes: 0 };
    expect(await quota.charge(ada, hundred, {})).toMatchObject({
      refusal: { reason: "COST_EXCEEDS_CAPACITY" },
    });
    await overrides.set({ uid: "ada" }, { reads: [{ per: "hour", amount: 100 }] }, BY);
    world.ms += 10_000;
    expect((await quota.charge(ada, hundred, {})).ok).toBe(true);
  });

  test("that is cleared lets the tier apply again", async () => {
    const { world, instance, overrides } = setUp();
    const quota = instance();
    await overrides.set({ uid: "ada" }, { calls: [{ per: "day", amount: 1 }] }, BY);
    await last(world, quota, true);
    expect(await overrides.clear({ uid: "ada" }, {})).toBe(true);
    expect(await last(world, quota, false)).toBeLessThanOrEqual(10_000);
    expect(await overrides.clear({ uid: "ada" }, {})).toBe(false);
  });

  test("changes nobody else's limits, nor those of other classes", async () => {
    const { instance, overrides } = setUp();
    const setting = { calls: [{ per: "second", amount: 5, burst: 9 }] } as const;
    await overrides.set({ uid: "ada" }, setting, BY);
    const limits = async (uid: string) => (await instance().describe(user(uid), {})).limits;
    expect(await limits("ada")).toMatchObject([
      { name: "reads-per-minute" },
      { name: "writes-per-minute" },
      { name: "calls-per-second", capacity: 9, refillPerMinute: 300 },
    ]);
    expect(await limits("bob")).toMatchObject([{ name: "calls-per-minute", capacity: 60 }, {}, {}]);
  });

  test("is listed with what was set, page by page, until it is cleared", async () => {
    const { overrides } = setUp();
    const setting = { writes: [{ per: "day", amount: 7 }] } as const;
    await overrides.set({ uid: "ada" }, setting, BY);
    await overrides.set({ service: "catalog" }, setting, BY);
    const [first] = await overrides.list({ limit: 1 }, {});
    const rest = await overrides.list({ limit: 9, ...(first && { after: first.caller }) }, {});
    expect([first, ...rest]).toEqual(
      expect.arrayContaining([
        {
          ...BY,
          caller: { uid: "ada" },
          key: callerKey({ kind: "user", uid: "ada" }),
          setting,
          setAt: expect.stringMatching(/^2\d{3}-.*Z$/) as string,
        },
        expect.objectContaining({ caller: { service: "catalog" } }),
      ]),
    );
    await overrides.clear({ uid: "ada" }, {});
    expect(await overrides.list({ limit: 9 }, {})).toMatchObject([
      { caller: { service: "catalog" } },
    ]);
  });

  test("is the concern of the gateway alone that it was set in, where several share a database", async () => {
    const { documents } = setUp();
    const clock = systemClock;
    const [shop, crm] = ["shop", "crm"].map((namespace) =>
      createQuotaOverrides(documents, { own: ownCollections(namespace), clock }),
    );
    await shop?.set({ uid: "ada" }, { blocked: true }, BY);
    expect(await shop?.list({ limit: 9 }, {})).toHaveLength(1);
    expect(await crm?.list({ limit: 9 }, {})).toEqual([]);
    await crm?.clear({ uid: "ada" }, {});
    expect(await shop?.list({ limit: 9 }, {})).toHaveLength(1);
  });

  test("that an earlier version has listed, or a later one, is listed with what is known of it", async () => {
    const { overrides, documents } = setUp();
    const keys = ["ada", "bob", "eve"].map((uid) => callerKey({ kind: "user", uid }));
    const setting = { calls: [{ per: "day", amount: 1 }] };
    const setAt = "2026-11-22T10:00:00.000Z";
    const stored: readonly Fields[] = [
      { caller: { uid: "ada" }, setting: JSON.stringify(setting), setAt },
      {
        caller: { uid: "bob" },
        setting: JSON.stringify({ ...setting, later: [1] }),
        setAt,
        setBy: "user:root",
        form: 2,
        later: true,
      },
      { caller: 7, setting: "{", setAt: 7 },
    ];
    for (const [index, fields] of stored.entries()) {
      const path = `_quotaOverrides/${String(keys[index])}`;
      await documents.commit([{ kind: "update", path, fields }], {});
    }
    const [keyOfAda, keyOfBob, keyOfEve] = keys;
    const listed = await overrides.list({ limit: 9 }, {});
    expect(listed).toHaveLength(3);
    expect(listed).toEqual(
      expect.arrayContaining([
        { caller: { uid: "ada" }, key: keyOfAda, setting, setAt, setBy: "unknown" },
        { caller: { uid: "bob" }, key: keyOfBob, setting, setAt, setBy: "user:root" },
        expect.objectContaining({ caller: { key: keyOfEve }, key: keyOfEve, setting: {} }),
      ]),
    );
  });

  test("that is no limit is refused", async () => {
    const { overrides } = setUp();
    const wrong = overrides.set({ uid: "ada" }, { calls: [{ per: "day", amount: 0 }] }, BY);
    await expect(wrong).rejects.toThrow(RangeError);
  });
});

describe("a block", () => {
  const block = { blocked: true } as const;
  const reasonOf = (result: ChargeResult) => (result.ok ? "ok" : result.refusal.reason);
  const nobody = { ...user("nobody"), kind: "anonymous", uid: null } as const;

  test.each([
    ["by its uid", { uid: "ada" }, ada, {}],
    ["by its key", { key: callerKey({ kind: "user", uid: "ada" }) }, ada, {}],
    ["a service", { service: "catalog" }, { ...ada, kind: "service", service: "catalog" }, {}],
    [
      "somebody without a token, by the key of the log",
      { key: callerKey({ kind: "anonymous", app: null }, { address: "192.0.2.1", secret: KEY }) },
      nobody,
      { address: "192.0.2.1" },
    ],
  ] as const)(
    "refuses %s on all instances within 10 s, leases and all, until it is cleared",
    async (_, subject, caller, on) => {
      const { world, instance, overrides } = setUp();
      const instances = [instance(), instance(), instance()];
      const charge = (quota: LeasedQuota) => quota.charge(caller, one, on);
      for (let call = 0; call < 20; call += 1) {
        world.ms += 500;
        // The last of them has not met the caller yet.
        for (const quota of instances.slice(0, 2)) await charge(quota);
      }
      await overrides.set(subject, block, BY);
      world.ms += 10_000;
      for (const quota of instances) expect(reasonOf(await charge(quota))).toBe("CALLER_BLOCKED");
      expect(await overrides.clear(subject, {})).toBe(true);
      world.ms += 10_000;
      for (const quota of instances) expect(reasonOf(await charge(quota))).toBe("ok");
    },
  );

  test("costs a read in 10 s for each instance, and no write, however often the caller comes", async () => {
    const { world, instance, overrides, operations } = setUp();
    const quota = instance();
    for (let call = 0; call < 20; call += 1) {
      world.ms += 300;
      await quota.charge(ada, one, {});
    }
    await overrides.set({ uid: "ada" }, block, BY);
    world.ms += 10_000;
    await quota.charge(ada, one, {});
    const before = { ...operations };
    for (let call = 0; call < 1_000; call += 1) {
      world.ms += 30;
      const outcome = await quota.charge(ada, one, { ...(call % 2 === 0 && { failed: true }) });
      expect(reasonOf(outcome)).toBe("CALLER_BLOCKED");
    }
    expect(operations.gets - before.gets).toBeLessThanOrEqual(4);
    expect(operations.commits - before.commits).toBe(0);
  });

  test("is told by getQuota, from memory, and stands in the place of limits that were set", async () => {
    const { world, instance, overrides, operations } = setUp();
    const quota = instance();
    await overrides.set({ uid: "ada" }, { calls: [{ per: "day", amount: 1 }] }, BY);
    await overrides.set({ uid: "ada" }, block, BY);
    const ask = async () => {
      const outcome = await quota.charge(ada, one, { answersExhausted: true });
      expect(outcome).toMatchObject({ ok: true, isFree: true });
      return quota.describe(ada, { isFree: true });
    };
    expect(await ask()).toMatchObject({
      blocked: true,
      limits: [{ name: "calls-per-minute", capacity: 60 }, {}, {}],
    });
    const { gets } = operations;
    for (let call = 0; call < 5; call += 1) {
      world.ms += 1_000;
      await ask();
    }
    expect(operations.gets).toBe(gets);
    await overrides.clear({ uid: "ada" }, {});
    world.ms += 10_000;
    expect((await quota.charge(ada, one, {})).ok).toBe(true);
    expect((await quota.describe(ada, {})).blocked).toBeUndefined();
  });

  test("lets nothing through while the database can't be reached, where limits are open", async () => {
    const { world, instance, overrides, operations } = setUp({ whenUnreachable: "open" });
    const quota = instance();
    await overrides.set({ uid: "ada" }, block, BY);
    expect(reasonOf(await quota.charge(ada, one, {}))).toBe("CALLER_BLOCKED");
    operations.isDown = true;
    world.ms += 20_000;
    await expect(quota.charge(ada, one, {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("getQuota of a caller whose quota is used up", () => {
  test("is answered some times at once and once a second, and costs a read a second", async () => {
    const { world, instance, operations } = setUp();
    const quota = instance();
    await quota.charge(ada, { ...one, calls: 60 }, {});
    await quota.charge(ada, one, {});
    const before = operations.gets;
    let answered = 0;
    for (let call = 0; call < 900; call += 1) {
      world.ms += 1;
      const outcome = await quota.charge(ada, one, { answersExhausted: true });
      if (!outcome.ok) expect(outcome.refusal.reason).toBe("QUOTA_EXCEEDED");
      else await quota.describe(ada, { isFree: outcome.isFree === true });
      if (outcome.ok) answered += 1;
    }
    expect(answered).toBe(60);
    expect(operations.gets - before).toBeLessThanOrEqual(2);
    world.ms += 101;
    const outcome = await quota.charge(ada, one, { answersExhausted: true });
    expect(outcome.ok).toBe(true);
  });
});
