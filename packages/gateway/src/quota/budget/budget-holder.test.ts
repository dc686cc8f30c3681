import type { Caller } from "../../caller/caller.ts";
import { StoreError } from "../../documents/store.ts";
import { resolveBudget, type BudgetDefinition } from "./budget.ts";
import { BudgetHolder } from "./budget-holder.ts";
import type { StageChange } from "./stage-reporter.ts";
import type { BudgetLedger } from "./budget-ledger.ts";
import type { Clock } from "../clock.ts";
import { MemoryQuotaStore } from "../store/memory-quota-store.fixture.ts";
import { Outage } from "../outage.ts";
import type { QuotaStore } from "../store/quota-store.ts";

const MORNING = Date.parse("2026-11-22T18:00:00Z");
const MIDNIGHT = Date.parse("2026-11-23T08:00:00Z");
const perDay = { reads: 50_000, writes: 20_000, deletes: 20_000 };
const rights = { admin: false, roles: [], teams: [], app: null };
const ada: Caller = { kind: "user", uid: "ada", ...rights };
const one = { calls: 1, reads: 1, writes: 0 };

function setUp(definition: Partial<BudgetDefinition> = {}) {
  const world = { ms: 0, updates: 0, writes: 0, down: false, contended: false };
  const clock: Clock = {
    monotonic: () => world.ms,
    sleep: () => Promise.resolve(),
    timeout: () => new AbortController().signal,
    random: () => 0.5,
  };
  const memory = new MemoryQuotaStore<BudgetLedger>(
    () => MORNING + world.ms,
    () => world.ms,
  );
  const store: QuotaStore<BudgetLedger> = {
    update: (keys, decide) => {
      if (world.down) return Promise.reject(new StoreError("UNAVAILABLE", "down"));
      world.updates += 1;
      return memory.update(keys, (states, moment) => {
        const decision = decide(states, moment);
        if (decision.writes.every((write) => write === undefined)) return decision;
        if (world.contended) throw new StoreError("ABORTED", "others were faster");
        world.writes += 1;
        return decision;
      });
    },
  };
  const changes: StageChange[] = [];
  const budget = resolveBudget({ perDay, ...definition });
  const instance = () =>
    new BudgetHolder({
      budget,
      store,
      clock,
      outage: new Outage(),
      maxWaitMs: 5_000,
      onStage: (change) => changes.push(change),
    });
  const used = async () => (await instance().describe(ada, {})).classes.map((of) => of.used);
  return { holder: instance(), instance, world, changes, used };
}

describe("a budget on an instance", () => {
  test("costs next to no store operation: 10,000 reads at 100 a second, at most 30 updates", async () => {
    const { holder, world } = setUp();
    for (let call = 0; call < 10_000; call += 1) {
      world.ms += 10;
      expect((await holder.charge(ada, one, {})).ok).toBe(true);
    }
    expect(world.updates).toBeLessThanOrEqual(30);
  });

  test("is spent to the last read on many instances, and no further", async () => {
    const { instance, world } = setUp({ perDay: { ...perDay, reads: 1_000 } });
    const instances = Array.from({ length: 8 }, instance);
    let admitted = 0;
    for (let call = 0; call < 2_000; call += 1) {
      world.ms += 5;
      const outcome = await instances[call % 8]?.charge(ada, { ...one, writes: 1 }, {});
      if (outcome?.ok === true) admitted += 1;
    }
    expect(admitted).toBeLessThanOrEqual(1_000);
    expect(admitted).toBeGreaterThan(950);
  });

  test("lets a cache answer when few reads are left, and says how else to refuse", async () => {
    const { holder } = setUp({ perDay: { ...perDay, reads: 100 } });
    await holder.charge(ada, { ...one, reads: 90 }, {});
    const outcome = await holder.charge(ada, one, {});
    expect(outcome).toMatchObject({
      ok: true,
      cacheOnly: {
        reason: "BUDGET_EXHAUSTED",
        limit: "project reads-per-day",
        class: "reads",
        capacity: 100,
        retryAfterMs: MIDNIGHT - MORNING,
      },
    });
  });

  test("remembers for a minute that it is used up", async () => {
    const { holder, world } = setUp({ perDay: { ...perDay, writes: 100 } });
    await holder.charge(ada, { calls: 1, reads: 0, writes: 95 }, {});
    const write = () => holder.charge(ada, { calls: 1, reads: 0, writes: 1 }, {});
    const updates = world.updates;
    for (let call = 0; call < 100; call += 1) {
      world.ms += 100;
      expect(await write()).toMatchObject({ ok: false, refusal: { class: "writes" } });
    }
    expect(world.updates - updates).toBeLessThanOrEqual(1);
  });

  test("is asked about by an instance for a hundredth of a day's writes at most, while calls use hardly any", async () => {
    const { holder, world } = setUp();
    for (world.ms = 0; world.ms < 10 * 3_600_000; world.ms += 5_000) {
      await holder.charge(ada, one, {});
    }
    expect(world.updates).toBeLessThanOrEqual(perDay.writes / 100);
  });

  test("begins anew at midnight", async () => {
    const { holder, world } = setUp({ perDay: { ...perDay, reads: 100 } });
    await holder.charge(ada, { ...one, reads: 90 }, {});
    world.ms = MIDNIGHT - MORNING - 1_000;
    expect(await holder.charge(ada, one, {})).toHaveProperty("cacheOnly");
    world.ms = MIDNIGHT - MORNING;
    expect(await holder.charge(ada, one, {})).not.toHaveProperty("cacheOnly");
  });

  test("takes back on a new day nothing that was charged on the day before", async () => {
    const { holder, world, used } = setUp();
    const query = await holder.charge(ada, { ...one, reads: 50 }, {});
    world.ms = MIDNIGHT - MORNING;
    await holder.charge(ada, { ...one, reads: 60 }, {});
    if (query.ok) query.settle({ ...one, reads: 3 });
    await holder.close();
    expect(await used()).toEqual([60, 0, 0]);
  });

  test("owes on a new day what was admitted before its ledger could be written", async () => {
    const { holder, world, used } = setUp();
    for (let call = 0; call < 100; call += 1) {
      world.ms += 10;
      await holder.charge(ada, one, {});
    }
    world.contended = true;
    world.ms = MIDNIGHT - MORNING;
    expect((await holder.charge(ada, { ...one, reads: 20 }, {})).ok).toBe(true);
    world.contended = false;
    world.ms += 1_000;
    await holder.close();
    expect(await used()).toEqual([20, 0, 0]);
  });

  test("counts what was really used, and what the gateway needed itself", async () => {
    const { holder, used } = setUp();
    const query = await holder.charge(ada, { ...one, reads: 50 }, {});
    if (query.ok) query.settle({ ...one, reads: 3 });
    const unforeseen = await holder.charge(ada, one, {});
    if (unforeseen.ok) unforeseen.settle({ calls: 1, reads: 7, writes: 5, deletes: 2 });
    holder.use({ reads: 10, writes: 10, deletes: 0 });
    await holder.close();
    expect(await used()).toEqual([20, 13, 2]);
  });

  test("knows at once of its own bookkeeping, and reports it before it comes to much", async () => {
    const { holder, instance, world } = setUp({ perDay: { ...perDay, reads: 1_000 } });
    await holder.charge(ada, { ...one, reads: 895 }, {});
    holder.use({ reads: 6, writes: 0, deletes: 0 });
    expect(await holder.charge(ada, one, {})).toHaveProperty("cacheOnly");
    expect((await holder.describe(ada, {})).classes[0]).toMatchObject({ used: 901 });
    holder.use({ reads: 99, writes: 0, deletes: 0 });
    world.ms += 1_000;
    expect(await holder.charge(ada, one, {})).toMatchObject({ ok: false });
    await Promise.resolve();
    expect((await instance().describe(ada, {})).classes[0]).toMatchObject({
      used: 1_000,
      stage: "refuse",
    });
  });

  test("gives back what it has in advance when it ends", async () => {
    const { holder, world, used } = setUp();
    for (let call = 0; call < 100; call += 1) {
      world.ms += 10;
      await holder.charge(ada, one, {});
    }
    expect((await used())[0]).toBeGreaterThan(100);
    await holder.close();
    expect((await used())[0]).toBe(100);
  });

  test("tells once when a stage begins", async () => {
    const { holder, world, changes } = setUp({ perDay: { ...perDay, writes: 100 } });
    for (let call = 0; call < 100; call += 1) {
      world.ms += 1_000;
      await holder.charge(ada, { calls: 1, reads: 0, writes: 1 }, {});
    }
    expect(changes.map((change) => [change.class, change.before, change.stage])).toEqual([
      ["writes", "normal", "warn"],
      ["writes", "warn", "read-only"],
    ]);
  });

  test("services that aren't named live on the same part as everybody", async () => {
    const { holder, instance } = setUp({ services: { catalog: { guaranteed: 0.5 } } });
    const service = (name: string): Caller => ({
      kind: "service",
      uid: "s",
      service: name,
      ...rights,
    });
    await holder.charge(service("other"), { ...one, reads: 1_000 }, {});
    const reads = async (caller: Caller) => (await instance().describe(caller, {})).classes[0];
    expect(await reads(ada)).toMatchObject({ class: "reads", allotted: 25_000 });
    expect(await reads(service("catalog"))).toMatchObject({ used: 0 });
  });

  test("what was lost with a failing store is neither spent nor given away", async () => {
    const { holder, world, used } = setUp();
    world.down = true;
    await expect(holder.charge(ada, one, {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
    world.down = false;
    world.ms += 1_000;
    await holder.charge(ada, one, {});
    await holder.close();
    expect(await used()).toEqual([1, 0, 0]);
  });

  test("declared open, admits a hundredth on an instance while the ledger can't be reached, and reports it", async () => {
    const { holder, world, used } = setUp({ whenUnreachable: "open" });
    world.down = true;
    for (let call = 0; call < 500; call += 1) {
      expect((await holder.charge(ada, one, {})).ok).toBe(true);
    }
    await expect(holder.charge(ada, one, {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
    world.down = false;
    world.ms += 1_000;
    await holder.charge(ada, one, {});
    await holder.close();
    expect((await used())[0]).toBe(501);
  });

  test("declared open, admits a hundredth for all consumers together", async () => {
    const services = { catalog: { guaranteed: 0.2 } };
    const { holder, world } = setUp({ whenUnreachable: "open", services });
    const catalog: Caller = { kind: "service", uid: "c", service: "catalog", ...rights };
    world.down = true;
    let admitted = 0;
    for (let call = 0; call < 1_000; call += 1) {
      const charge = holder.charge(call % 2 === 0 ? ada : catalog, one, {});
      admitted += await charge.then(
        () => 1,
        () => 0,
      );
    }
    expect(admitted).toBe(perDay.reads / 100);
  });

  test("when many write the ledger at once, takes their word for what there is", async () => {
    const { holder, world, used } = setUp();
    world.contended = true;
    expect((await holder.charge(ada, { ...one, reads: 100 }, {})).ok).toBe(true);
    expect(await used()).toEqual([0, 0, 0]);
    world.contended = false;
    await holder.close();
    expect(await used()).toEqual([100, 0, 0]);
  });
});
