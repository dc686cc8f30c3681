import { MemoryStore } from "../documents/memory-store.ts";
import { accountForm } from "./lease/account-form.ts";
import type { Clock } from "./clock.ts";
import { FirestoreQuotaStore } from "./store/firestore-quota-store.ts";
import { LeasedQuota } from "./leased-quota.ts";
import { perMinute } from "./limit.ts";
import { QuotaOverrides } from "./quota-overrides.ts";
import { Tiers } from "./tiers.ts";

const START = 1_790_000_000_000;
const BY = { setBy: "user:root" };
const one = { calls: 1, reads: 0, writes: 0 };
const secret = () => Promise.resolve(Buffer.from("secret"));
const user = (uid: string) =>
  ({ kind: "user", uid, admin: false, roles: [], teams: [], app: null }) as const;
const ada = user("ada");

function setUp() {
  const world = { ms: 0 };
  const clock: Clock = {
    monotonic: () => world.ms,
    sleep: () => Promise.resolve(),
    timeout: () => new AbortController().signal,
    random: () => 0.5,
  };
  const documents = new MemoryStore({ now: () => START + world.ms });
  const store = new FirestoreQuotaStore({
    documents,
    collection: "_quotas",
    clock,
    form: accountForm,
  });
  const tier = { calls: [perMinute(60)], reads: [perMinute(60)], writes: [perMinute(60)] } as const;
  const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
  const instance = () => new LeasedQuota({ tiers, store, clock, secret });
  return { world, instance, overrides: new QuotaOverrides(documents, store) };
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

  test("that is no limit is refused", async () => {
    const { overrides } = setUp();
    const wrong = overrides.set({ uid: "ada" }, { calls: [{ per: "day", amount: 0 }] }, BY);
    await expect(wrong).rejects.toThrow(RangeError);
  });
});
