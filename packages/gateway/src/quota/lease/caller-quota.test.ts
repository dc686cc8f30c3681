import type { Caller } from "../../caller/caller.ts";
import type { Cost } from "../cost.ts";
import { perDay, perMinute, type Window } from "../limit.ts";
import { QuotaOverrides, type QuotaSetting } from "../quota-overrides.ts";
import { excess, type Admitted } from "../../../simulation/admission-log.ts";
import { seeded } from "../../../simulation/random.ts";
import { SimulatedDatabase } from "../../../simulation/simulated-database.ts";
import { SimulatedInstance } from "../../../simulation/simulated-instance.ts";
import { VirtualTime } from "../../../simulation/virtual-time.ts";
import { accountForm } from "./account-form.ts";
import { FirestoreQuotaStore } from "../store/firestore-quota-store.ts";
import { Tiers } from "../tiers.ts";

const ada: Caller = { kind: "user", uid: "ada", admin: false, roles: [], teams: [], app: null };
const BY = { setAt: "2026-01-01T00:00:00.000Z", setBy: "user:root" };
const one = { calls: 1, reads: 0, writes: 0 };
const PLENTY = perMinute(1e9);

type Windows = Readonly<Record<"calls" | "reads" | "writes", Window>>;

/** A fleet of instances that one caller's calls are spread over. */
function setUp({ instances, ...windows }: { instances: number } & Partial<Windows>) {
  const time = new VirtualTime();
  const random = seeded(42);
  const { calls = PLENTY, reads = PLENTY, writes = PLENTY } = windows;
  const tier = { calls: [calls], reads: [reads], writes: [writes] } as const;
  const tiers = new Tiers({ tiers: { anonymous: tier, user: tier, service: tier, admin: tier } });
  const updates = new Map<string, number[]>();
  const fate = () => "works" as const;
  const network = { delayMs: () => 2 + random() * 10, fate, patienceMs: 0 };
  const wrote = (path: string) => {
    updates.set(path, [...(updates.get(path) ?? []), time.nowMs]);
  };
  const database = new SimulatedDatabase(time, network, { wrote });
  const fleet = Array.from({ length: instances }, (_, index) => {
    return new SimulatedInstance({ name: `i${String(index)}`, tiers, time, database, random });
  });
  const log: Admitted[] = [];
  const counts = { refused: 0, failed: 0 };
  const call = async (cost: Cost, actual: Cost) => {
    const askedMs = time.nowMs;
    const instance = fleet[Math.floor(random() * instances)] as SimulatedInstance;
    try {
      const outcome = await instance.quota.charge(ada, cost, {});
      if (!outcome.ok) {
        counts.refused += 1;
        return;
      }
      log.push({ askedMs, answeredMs: time.nowMs, amount: 1 });
      await outcome.charge.settle(actual, {});
    } catch {
      counts.failed += 1;
    }
  };
  /** Calls are to come at a rate for some seconds. */
  const schedule = (perSecond: number, seconds: number, cost = one, actual = cost) => {
    for (let at = 0; at < seconds * 1_000; at += (2 * random() * 1_000) / perSecond) {
      time.after(at, () => void call(cost, actual));
    }
  };
  /** Lets them come. */
  const load = async (...of: Parameters<typeof schedule>) => {
    schedule(...of);
    await time.run(time.nowMs + of[1] * 1_000);
  };
  const setQuota = (quota: QuotaSetting) => {
    const documents = database.connect({ receive: (happen) => happen() });
    const clock = {
      monotonic: () => time.nowMs,
      sleep: () => Promise.resolve(),
      timeout: () => new AbortController().signal,
      random: () => 0.5,
    };
    const store = new FirestoreQuotaStore({
      documents,
      collection: "_quotas",
      clock,
      form: accountForm,
    });
    const overrides = new QuotaOverrides(documents, store, "_quotaOverrides");
    void overrides.set({ uid: "ada" }, quota, BY);
  };
  return { time, updates, log, counts, schedule, load, setQuota, fleet };
}

describe("a caller whom 64 instances serve", () => {
  test("1,000 calls a second cost no document more than about one update a second, once the instances are spread", async () => {
    const { time, updates, log, counts, load } = setUp({
      instances: 64,
      calls: perMinute(100_000),
    });
    await load(1_000, 20);
    const fromMs = time.nowMs;
    await load(1_000, 20);
    for (const times of updates.values()) {
      expect(times.filter((at) => at >= fromMs).length / 20).toBeLessThanOrEqual(1.1);
    }
    expect(updates.size).toBeGreaterThan(4);
    expect(counts).toEqual({ refused: 0, failed: 0 });
    expect(log.length).toBeGreaterThan(38_000);
  });

  test("gets all of its limit, and no more, however many shards there are", async () => {
    const limit = perMinute(3_000, { burst: 300 });
    const { log, load } = setUp({ instances: 64, calls: limit });
    await load(150, 60);
    expect(excess(log, limit)).toBeLessThanOrEqual(1e-6);
    expect(log.length).toBeGreaterThan(0.8 * 3_000);
  });

  test("asks the one account of all shards no more than twice a second, however much it is refused", async () => {
    const limit = perMinute(12_000, { burst: 1_000 });
    const { time, updates, log, load } = setUp({ instances: 64, calls: limit });
    await load(400, 40);
    const fromMs = time.nowMs;
    const admitted = log.length;
    await load(400, 20);
    const ofAccount = [...updates].find(([path]) => !path.includes("~"))?.[1] ?? [];
    expect(ofAccount.filter((at) => at >= fromMs).length / 20).toBeLessThanOrEqual(2);
    expect(log.length - admitted).toBeGreaterThan(0.8 * 20 * 200);
  });

  test("is under an override within 10 s, on all of them", async () => {
    const { setQuota, log, load } = setUp({ instances: 64, calls: perMinute(12_000) });
    await load(100, 30);
    setQuota({ calls: [{ per: "day", amount: 1 }] });
    await load(100, 10);
    const admitted = log.length;
    await load(100, 5);
    expect(log.length - admitted).toBeLessThanOrEqual(1);
  });

  test("is blocked within 10 s, on all of them, and costs next to nothing then", async () => {
    const { setQuota, log, load, updates } = setUp({ instances: 64, calls: perMinute(12_000) });
    await load(100, 30);
    setQuota({ blocked: true });
    await load(100, 10);
    const admitted = log.length;
    const count = () => [...updates.values()].reduce((sum, times) => sum + times.length, 0);
    await load(100, 10);
    const before = count();
    await load(100, 20);
    expect(log.length).toBe(admitted);
    expect((count() - before) / 20).toBeLessThan(4);
  });

  test("goes back to one document when most instances are gone", async () => {
    const { time, updates, load, fleet } = setUp({ instances: 64, calls: perMinute(12_000) });
    await load(100, 30);
    await time.run(time.nowMs + 600_000);
    const fromMs = time.nowMs;
    for (let minute = 0; minute < 15; minute += 1) {
      time.after(0, () => void fleet[minute % 3]?.quota.charge(ada, one, {}));
      await time.run(time.nowMs + 60_000);
    }
    const used = [...updates].filter(([, times]) => times.some((at) => at > fromMs + 600_000));
    expect(used).toHaveLength(1);
  });
});

test.each([1, 4, 13, 32, 64])(
  "calls of every kind, within half of the quota, are not refused on %i instances, and heat no document",
  async (instances) => {
    const { time, updates, counts, schedule } = setUp({
      instances,
      calls: perMinute(6_000),
      reads: perMinute(30_000),
      writes: perMinute(6_000),
    });
    const cost = (reads: number, writes: number): Cost => ({ calls: 1, reads, writes });
    schedule(25, 90, cost(1, 0));
    schedule(2, 90, cost(50, 0), cost(5, 0));
    schedule(1, 90, cost(1, 0), cost(20, 0));
    schedule(10, 90, cost(0, 1));
    schedule(5, 90, cost(1, 1));
    schedule(0.3, 90, cost(0, 40));
    await time.run(90_000);
    expect(counts).toEqual({ refused: 0, failed: 0 });
    for (const times of updates.values()) {
      expect(times.filter((at) => at >= 45_000).length / 45).toBeLessThan(2);
    }
  },
);

test.each([
  { instances: 1, everySeconds: 5, hours: 8 },
  { instances: 1, everySeconds: 15, hours: 24 },
  { instances: 3, everySeconds: 15, hours: 24 },
])(
  "queries that find less than their limit cost what they find, all day: $instances instances, one every $everySeconds s",
  async ({ instances, everySeconds, hours }) => {
    const { counts, load } = setUp({ instances, reads: perDay(50_000) });
    const found = { ...one, reads: 5 };
    await load(1 / everySeconds, hours * 3_600, { ...one, reads: 50 }, found);
    expect(counts).toEqual({ refused: 0, failed: 0 });
  },
);

test("an override is not filled with what was left of a lease before it", async () => {
  const { time, setQuota, fleet } = setUp({ instances: 2, reads: perDay(50_000) });
  const query = { ...one, reads: 50 };
  let admitted = 0;
  /** So many queries, two a second, to one of the instances. */
  const ask = async (count: number, instance: SimulatedInstance | undefined) => {
    const charge = async () => {
      const outcome = await instance?.quota.charge(ada, query, {});
      if (outcome?.ok !== true) return;
      admitted += 1;
      await outcome.charge.settle(query, {});
    };
    for (let call = 0; call < count; call += 1) time.after(call * 500, () => void charge());
    await time.run(time.nowMs + count * 500);
  };
  await ask(20, fleet[0]);
  await time.run(time.nowMs + 15_000);
  setQuota({ reads: [{ per: "day", amount: 100 }] });
  await time.run(time.nowMs + 1_000);
  expect(admitted).toBe(20);
  await ask(5, fleet[1]);
  await ask(5, fleet[0]);
  expect(admitted).toBe(20 + 2);
});

describe("in the shards of a caller whom 64 instances serve", () => {
  test("what is seldom asked is admitted, as long as the account has it", async () => {
    const { counts, schedule, load } = setUp({ instances: 64, reads: perMinute(60_000) });
    await load(200, 20);
    for (let second = 0; second < 20; second += 1) {
      schedule(1, 1, { calls: 1, reads: 50, writes: 0 });
      await load(200, 1);
    }
    expect(counts).toEqual({ refused: 0, failed: 0 });
  });

  test("one class that is used up refuses nothing of another", async () => {
    const { time, counts, log, load } = setUp({ instances: 64, writes: perMinute(600) });
    const [write, read] = [
      { calls: 1, reads: 0, writes: 1 },
      { calls: 1, reads: 1, writes: 0 },
    ];
    await load(200, 30, write);
    expect(counts.refused).toBeGreaterThan(1_000);
    // Those on their way are answered first.
    await time.run(time.nowMs + 1_000);
    const [admitted, refused] = [log.length, counts.refused];
    await load(5, 20, read);
    expect(log.length - admitted).toBeGreaterThan(50);
    expect(counts.refused - refused).toBe(0);
  });
});

test.each([1, 8, 64])(
  "what calls cost above their estimates is paid before anything else is admitted, on %i instances",
  async (instances) => {
    const { log, load } = setUp({ instances, reads: perMinute(600, { burst: 60 }) });
    const estimated = { calls: 1, reads: 1, writes: 0 };
    const actual = { ...estimated, reads: 40 };
    await load(50, 60, estimated, actual);
    const before = log.length;
    await load(50, 300, estimated, actual);
    const paid = (log.length - before) * actual.reads;
    expect(paid).toBeGreaterThan(0.8 * 5 * 600);
    expect(paid).toBeLessThan(1.2 * 5 * 600);
  },
);

describe("a caller whom 8 instances serve", () => {
  test("keeps its one document, and uses it up, when it asks for more than it has", async () => {
    const limit = perMinute(18_000, { burst: 600 });
    const { updates, log, load } = setUp({ instances: 8, calls: limit });
    await load(400, 60);
    expect(updates.size).toBe(1);
    expect(log.length).toBeGreaterThan(0.95 * (600 + 60 * 300));
  });
});
