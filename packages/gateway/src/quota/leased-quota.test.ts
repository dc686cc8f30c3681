import type { Caller } from "../caller/caller.ts";
import { StoreError } from "../documents/store.ts";
import type { Account } from "./lease/account.ts";
import type { Clock } from "./clock.ts";
import { LeasedQuota, type LeasedQuotaOptions } from "./leased-quota.ts";
import { perDay, perMinute } from "./limit.ts";
import { MemoryQuotaStore } from "./store/memory-quota-store.fixture.ts";
import { QuotaMeter, type QuotaMetrics } from "./quota-meter.ts";
import type { QuotaStore } from "./store/quota-store.ts";
import type { TierDefinition } from "./tier.ts";
import { Tiers } from "./tiers.ts";

const START = 1_790_000_000_000;
const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const one = { calls: 1, reads: 0, writes: 0 };
const secret = () => Promise.resolve(Buffer.from("secret"));

/** Quotas on a store in memory, with time and failures in the test's hands. */
function setUp(limits: Partial<TierDefinition> = {}) {
  const tier: TierDefinition = {
    calls: [perMinute(60)],
    reads: [perMinute(600)],
    writes: [perMinute(600)],
    ...limits,
  };
  const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
  const world = { ms: 0, tries: 0, updates: 0, writes: 0, down: false };
  const clock: Clock = {
    monotonic: () => world.ms,
    sleep: () => Promise.resolve(),
    timeout: () => new AbortController().signal,
    random: () => 0.5,
  };
  const memory = new MemoryQuotaStore<Account>(
    () => START + world.ms,
    () => world.ms,
  );
  const store: QuotaStore<Account> = {
    update: (keys, decide) => {
      world.tries += 1;
      if (world.down) return Promise.reject(new StoreError("UNAVAILABLE", "down"));
      world.updates += 1;
      return memory.update(keys, (states, moment) => {
        const decision = decide(states, moment);
        if (decision.writes.some((write) => write !== undefined)) world.writes += 1;
        return decision;
      });
    },
  };
  const instance = (more: Partial<LeasedQuotaOptions> = {}) =>
    new LeasedQuota({ tiers, store, clock, secret, ...more });
  return { quota: instance(), instance, world };
}

describe("leased quota", () => {
  test("50 parallel calls against a capacity of 10 admit exactly 10, in one update", async () => {
    const { quota, world } = setUp({ calls: [perMinute(10)] });
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => quota.charge(ada, one, {})),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    expect(world.updates).toBe(1);
  });

  test("retryAfterMs is exact for the stored bucket", async () => {
    const { quota, world } = setUp({ calls: [perMinute(7)] });
    await quota.charge(ada, { ...one, calls: 7 }, {});
    const refused = await quota.charge(ada, one, {});
    if (refused.ok) throw new Error("must be refused");
    expect(refused.refusal.retryAfterMs).toBe(Math.ceil(60_000 / 7));
    world.ms += refused.refusal.retryAfterMs - 1;
    expect(await quota.charge(ada, one, {})).toMatchObject({ ok: false });
    world.ms += 1;
    expect(await quota.charge(ada, one, {})).toMatchObject({ ok: true });
  });

  test("who waits for retryAfterMs is admitted, out of a lease too", async () => {
    const { quota, world } = setUp({ calls: [perMinute(30)] });
    let refusals = 0;
    for (let call = 0; call < 300; call += 1) {
      world.ms += 37;
      const outcome = await quota.charge(ada, one, {});
      if (outcome.ok) continue;
      refusals += 1;
      world.ms += outcome.refusal.retryAfterMs;
      expect(await quota.charge(ada, one, {})).toMatchObject({ ok: true });
    }
    expect(refusals).toBeGreaterThan(50);
  });

  test("a refused call costs nothing, of no class", async () => {
    const { quota } = setUp({ reads: [perMinute(10)] });
    await quota.charge(ada, { calls: 1, reads: 8, writes: 5 }, {});
    const left = async () => (await quota.describe(ada, {})).limits.map((of) => of.remaining);
    const before = await left();
    expect(await quota.charge(ada, { calls: 1, reads: 3, writes: 5 }, {})).toMatchObject({
      refusal: { limit: "reads-per-minute", class: "reads", retryAfterMs: 6_000 },
    });
    expect(await left()).toEqual(before);
  });

  test("a lease leaves half of what is there to whoever comes next", async () => {
    const { instance, world } = setUp({ calls: [perDay(100)] });
    const [busy, quiet] = [instance(), instance()];
    for (let call = 0; call < 60; call += 1) {
      world.ms += 100;
      expect(await busy.charge(ada, one, {})).toMatchObject({ ok: true });
    }
    for (let call = 0; call < 20; call += 1) {
      world.ms += 1_000;
      expect(await quiet.charge(ada, one, {})).toMatchObject({ ok: true });
    }
  });

  test("an instance that ends asks nothing of those whom it has leased nothing of", async () => {
    const { quota, world } = setUp();
    for (const uid of ["ada", "bob", "eve"]) await quota.charge({ ...ada, uid }, one, {});
    const { updates } = world;
    await quota.close();
    expect(world.updates).toBe(updates);
  });

  test("a remembered refusal costs no store operation, and is doubted after 10 s", async () => {
    const { quota, world } = setUp({ calls: [perMinute(1)] });
    await quota.charge(ada, one, {});
    await quota.charge(ada, one, {});
    const updates = world.updates;
    for (let call = 0; call < 100; call += 1) {
      expect((await quota.charge(ada, one, {})).ok).toBe(false);
    }
    expect(world.updates).toBe(updates);
    world.ms += 10_000;
    expect((await quota.charge(ada, one, {})).ok).toBe(false);
    expect(world.updates).toBe(updates + 1);
  });

  test("a caller blocked in one class leases nothing of the others meanwhile", async () => {
    const { quota, world } = setUp({ calls: [perMinute(20, { burst: 3 })], reads: [perDay(1e6)] });
    const charge = () => quota.charge(ada, { ...one, reads: 1 }, {});
    for (let call = 0; call < 3; call += 1) {
      world.ms += 10;
      expect(await charge()).toMatchObject({ ok: true });
    }
    const refused = await charge();
    if (refused.ok) throw new Error("must be refused");
    const retryAtMs = world.ms + refused.refusal.retryAfterMs;
    const updates = world.updates;
    for (; world.ms < retryAtMs - 100; world.ms += 1) {
      expect(await charge()).toMatchObject({ ok: false });
    }
    expect(world.updates).toBe(updates);
  });

  test("a cost above the capacity is told apart, and writes nothing", async () => {
    const { quota, world } = setUp({ reads: [perMinute(10)] });
    for (let call = 0; call < 100; call += 1) {
      expect(await quota.charge(ada, { calls: 1, reads: 11, writes: 0 }, {})).toMatchObject({
        refusal: { reason: "COST_EXCEEDS_CAPACITY", capacity: 10 },
      });
    }
    expect(world).toMatchObject({ updates: 1, writes: 0 });
  });

  test("settling gives back what a call didn't cost, and takes what it cost more as a debt", async () => {
    const { quota } = setUp({ reads: [perMinute(60)] });
    const reads = async () => (await quota.describe(ada, {})).limits[1]?.remaining;
    const query = await quota.charge(ada, { calls: 1, reads: 50, writes: 0 }, {});
    if (!query.ok) throw new Error("must be admitted");
    await query.charge.settle({ calls: 1, reads: 3, writes: 0 }, {});
    expect(await reads()).toBe(57);
    const aggregate = await quota.charge(ada, { calls: 1, reads: 1, writes: 0 }, {});
    if (!aggregate.ok) throw new Error("must be admitted");
    await aggregate.charge.settle({ calls: 1, reads: 87, writes: 0 }, {});
    expect(await reads()).toBe(0);
    expect(await quota.charge(ada, { calls: 1, reads: 1, writes: 0 }, {})).toMatchObject({
      refusal: { retryAfterMs: 31_000 },
    });
  });

  test("a failing store fails the calls that waited for it, and no later ones", async () => {
    const { quota, world } = setUp();
    world.down = true;
    await expect(quota.charge(ada, one, {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
    world.down = false;
    world.ms += 1_000;
    expect((await quota.charge(ada, one, {})).ok).toBe(true);
  });

  describe("while the database can't be reached", () => {
    const open = perMinute(60, { whenUnreachable: "open" });

    test("a limit is closed: calls are refused as unavailable, all but the first at once", async () => {
      const { quota, world } = setUp();
      world.down = true;
      for (let call = 0; call < 10; call += 1) {
        await expect(quota.charge(ada, one, {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
      }
      expect(world.tries).toBe(1);
    });

    test("what is leased is spent, as long as the lease lasts", async () => {
      const { quota, world } = setUp({ calls: [perMinute(600)] });
      for (let call = 0; call < 20; call += 1) {
        world.ms += 100;
        await quota.charge(ada, one, {});
      }
      world.down = true;
      expect((await quota.charge(ada, one, {})).ok).toBe(true);
      world.ms += 10_000;
      await expect(quota.charge(ada, one, {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
    });

    test("declared open, it admits half of what it holds on each instance, once in its time", async () => {
      const { instance, world } = setUp({ calls: [open] });
      world.down = true;
      for (const quota of [instance(), instance()]) {
        const admitted = async () => {
          let count = 0;
          for (let call = 0; call < 100; call += 1) {
            await quota.charge(ada, one, {}).then(
              ({ ok }) => (count += ok ? 1 : 0),
              () => undefined,
            );
          }
          return count;
        };
        expect(await admitted()).toBe(30);
        world.ms += 59_999;
        expect(await admitted()).toBe(0);
        world.ms += 1;
        expect(await admitted()).toBe(30);
      }
    });

    test("one closed limit is enough to refuse", async () => {
      const { quota, world } = setUp({ calls: [open] });
      world.down = true;
      expect((await quota.charge(ada, one, {})).ok).toBe(true);
      const read = { calls: 1, reads: 1, writes: 0 };
      await expect(quota.charge(ada, read, {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
    });

    test("what it has admitted openly is owed when it can be reached again", async () => {
      const { quota, world } = setUp({ calls: [open] });
      world.down = true;
      for (let call = 0; call < 30; call += 1) await quota.charge(ada, one, {});
      world.down = false;
      world.ms += 1_000;
      await quota.charge(ada, one, {});
      expect((await quota.describe(ada, {})).limits[0]?.remaining).toBe(29);
    });
  });

  describe("the metrics of a minute", () => {
    test("tell what was admitted, refused, leased, returned and stranded", async () => {
      const { instance, world } = setUp({ calls: [perMinute(120)] });
      const told: QuotaMetrics[] = [];
      const quota = instance({ meter: new QuotaMeter((metrics) => told.push(metrics)) });
      for (let call = 0; call < 600; call += 1) {
        world.ms += 100;
        await quota.charge(ada, one, {});
      }
      await quota.close();
      world.ms += 60_000;
      await quota.charge(ada, one, {});
      await quota.close();
      const sum = (of: (metrics: QuotaMetrics) => number) => told.reduce((a, b) => a + of(b), 0);
      expect(sum(({ admitted, refused }) => admitted + refused)).toBe(601);
      expect(sum(({ admitted }) => admitted)).toBeGreaterThan(200);
      expect(sum(({ leased }) => leased.calls)).toBeGreaterThan(50);
      expect(sum(({ returned }) => returned.calls)).toBeGreaterThan(0);
      expect(told[0]?.spanMs).toBeLessThanOrEqual(60_100);
    });

    test("are not told where nothing has happened", async () => {
      const { instance, world } = setUp();
      const told: QuotaMetrics[] = [];
      const quota = instance({ meter: new QuotaMeter((metrics) => told.push(metrics)) });
      world.ms += 200_000;
      await quota.close();
      expect(told).toEqual([]);
    });
  });

  describe("anonymous callers", () => {
    const nobody: Caller = {
      kind: "anonymous",
      uid: null,
      admin: false,
      roles: [],
      teams: [],
      app: null,
    };

    test("are limited by where they call from, and by their app", async () => {
      const { quota } = setUp({ calls: [perMinute(1)] });
      const from = async (address: string, app: string | null) =>
        (await quota.charge({ ...nobody, app }, one, { address })).ok;
      expect(await from("192.0.2.1", null)).toBe(true);
      expect(await from("192.0.2.1", null)).toBe(false);
      expect(await from("192.0.2.2", null)).toBe(true);
      expect(await from("192.0.2.1", "1:1:web:1")).toBe(true);
    });

    test("have other records with another secret, as all instances that know it", async () => {
      const world = { secret: Buffer.from("one") };
      const { instance } = setUp({ calls: [perMinute(1)] });
      const [a, b] = [0, 1].map(() => instance({ secret: () => Promise.resolve(world.secret) }));
      const charge = async (quota: LeasedQuota | undefined) =>
        (await quota?.charge(nobody, one, { address: "192.0.2.1" }))?.ok;
      expect([await charge(a), await charge(b)]).toEqual([true, false]);
      world.secret = Buffer.from("another");
      expect([await charge(a), await charge(b)]).toEqual([true, false]);
    });

    test("cost no store operation for what fails, until they do something else", async () => {
      const { quota, world } = setUp({ calls: [perMinute(60)] });
      const fail = () => quota.charge(nobody, one, { address: "192.0.2.1", failed: true });
      for (let call = 0; call < 60; call += 1) expect((await fail()).ok).toBe(true);
      expect(await fail()).toMatchObject({ refusal: { retryAfterMs: 1_000 } });
      expect(world.updates).toBe(0);
      world.ms += 10_000;
      expect((await fail()).ok).toBe(true);
      // The account learns of it with the first call that asks it.
      const outcome = await quota.charge(nobody, { ...one, calls: 10 }, { address: "192.0.2.1" });
      expect(outcome).toMatchObject({ refusal: { retryAfterMs: 1_000 } });
    });

    test("who are known pay for what fails like for anything else", async () => {
      const { quota, world } = setUp();
      await quota.charge(ada, one, { failed: true });
      expect(world.writes).toBe(1);
    });
  });
});
