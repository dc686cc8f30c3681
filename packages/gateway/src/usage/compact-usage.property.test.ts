import fc from "fast-check";
import { MemoryStore } from "../documents/memory-store.ts";
import { StoreError, type DocumentStore } from "../documents/store.ts";
import { compactUsage, type Compaction } from "./compact-usage.ts";
import { readUsage } from "./read-usage.ts";
import { toUsageWrite } from "./usage-record.ts";
import { UsageTotals } from "./usage-totals.ts";
import { SPAN_MS, windowsIn, type Resolution } from "./usage-window.ts";

const DAY = Date.parse("2026-11-26T00:00:00Z");
/** Two days are over, and three hours of the third. */
const NOW = DAY + 2 * SPAN_MS.day + 3 * SPAN_MS.hour + 4 * SPAN_MS.minute;
const collection = "_usage";
const RANGE = { fromMs: DAY, toMs: DAY + 3 * SPAN_MS.day };

/** A busy minute of an instance: few hours of few days, so that many fall together. */
const minute = fc.record({
  day: fc.nat(2),
  hour: fc.nat(2),
  minute: fc.nat(59),
  instance: fc.constantFrom("a", "b", "c"),
});
type Minute = typeof minute extends fc.Arbitrary<infer T> ? T : never;

/** Records keep their content: so many reads by one caller of many. */
const readsOf = (one: Minute) => 1 + one.hour + one.minute;

function writeOf({ day, hour, minute: of, instance }: Minute) {
  const totals = new UsageTotals();
  const counts = { calls: 1, reads: readsOf({ day, hour, minute: of, instance }) };
  totals.groups.callable.add("getDocument", counts);
  totals.tops.caller.add(`user-${String(of)}-${String(hour)}`, counts);
  const fromMs = DAY + day * SPAN_MS.day + hour * SPAN_MS.hour + of * SPAN_MS.minute;
  return toUsageWrite({ resolution: "minute", fromMs, instance, minutes: 1, totals }, collection);
}

async function stored(store: DocumentStore, resolution: Resolution) {
  const range = { ...RANGE, resolution, limit: 1_000 };
  const { windows } = await readUsage(store, collection, { range, call: {} });
  return new Map(windows.map(({ fromMs, totals }) => [fromMs, totals]));
}

function told(totals: UsageTotals | undefined) {
  return {
    calls: Object.fromEntries(totals?.groups.callable.entries ?? []),
    missedReads: totals?.tops.caller.missed,
  };
}

/** Each hour and day is the sum of the minutes in it. */
async function expectSums(store: DocumentStore): Promise<void> {
  const minutes = await stored(store, "minute");
  for (const resolution of ["hour", "day"] as const) {
    const sums = await stored(store, resolution);
    for (const { fromMs } of windowsIn(resolution, RANGE)) {
      const within = [...minutes].filter(
        ([at]) => at >= fromMs && at < fromMs + SPAN_MS[resolution],
      );
      const whole = new UsageTotals();
      for (const [, totals] of within) whole.merge(totals);
      expect(told(sums.get(fromMs))).toEqual(
        within.length === 0 ? told(undefined) : { ...told(whole), missedReads: expect.anything() },
      );
      const { entries = [], missed = 0 } = sums.get(fromMs)?.tops.caller ?? {};
      expect(entries.length).toBeLessThanOrEqual(50);
      const truth = truthOf(within.map(([, totals]) => totals));
      for (const [caller, { reads = 0 }] of entries) {
        expect(reads).toBeLessThanOrEqual(truth.get(caller) ?? 0);
        expect((truth.get(caller) ?? 0) - reads).toBeLessThanOrEqual(missed);
      }
    }
  }
}

function truthOf(all: readonly UsageTotals[]): ReadonlyMap<string, number> {
  const truth = new Map<string, number>();
  for (const totals of all)
    for (const [caller, { reads = 0 }] of totals.tops.caller.entries)
      truth.set(caller, (truth.get(caller) ?? 0) + reads);
  return truth;
}

/** The store, each of whose answers comes when the scheduler says, and whose commits fail as told. */
function disturbed(
  store: MemoryStore,
  scheduler: fc.Scheduler,
  faults: readonly ("none" | "before" | "after")[],
): DocumentStore {
  let commits = 0;
  const later = <T>(work: () => Promise<T>): Promise<T> =>
    scheduler.schedule(Promise.resolve()).then(work);
  return {
    transactions: store.transactions,
    get: (paths, call) => later(() => store.get(paths, call)),
    query: (query, call) => later(() => store.query(query, call)),
    aggregate: (query, aggregates, call) => later(() => store.aggregate(query, aggregates, call)),
    batchWrite: (writes, call) => later(() => store.batchWrite(writes, call)),
    commit: (writes, call) =>
      later(async () => {
        const fault = faults[commits++];
        if (fault === "before") throw new StoreError("UNAVAILABLE", "gone");
        const result = await store.commit(writes, call);
        if (fault === "after") throw new StoreError("UNAVAILABLE", "no answer");
        return result;
      }),
  };
}

/** What happens at once. */
const event = fc.oneof(
  { arbitrary: fc.constant("compact" as const), weight: 1 },
  { arbitrary: fc.array(minute, { maxLength: 8 }), weight: 2 },
);
const fault = fc.constantFrom(
  "none" as const,
  "none" as const,
  "before" as const,
  "after" as const,
);

test("however compactions repeat, meet, fail and minutes come late, the last makes every sum right", async () => {
  const rounds = fc.array(fc.array(event, { maxLength: 4 }), { maxLength: 4 });
  const faults = fc.array(fault, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), rounds, faults, async (scheduler, all, failing) => {
      const store = new MemoryStore({ now: () => NOW });
      const documents = disturbed(store, scheduler, failing);
      const compaction: Compaction = { documents, collection, call: {} };
      for (const round of all) {
        const done = round.map(async (one) => {
          if (one === "compact") return compactUsage(compaction, NOW).catch(() => 0);
          for (const record of one) {
            await scheduler.schedule(Promise.resolve());
            await store.commit([writeOf(record)], {});
          }
          return 0;
        });
        await scheduler.waitFor(Promise.all(done));
      }
      const calm = { ...compaction, documents: store };
      await compactUsage(calm, NOW);
      await expectSums(store);
      expect(await compactUsage(calm, NOW)).toBe(0);
    }),
  );
});

test("of two at once, the one that was overtaken gives way", async () => {
  const store = new MemoryStore({ now: () => NOW });
  const record = { day: 0, hour: 0, instance: "a" } as const;
  await store.commit([writeOf({ ...record, minute: 1 })], {});
  let overtaken = false;
  const overtaking: DocumentStore = {
    ...counting(store, () => {}),
    commit: async (writes, call) => {
      if (!overtaken) {
        overtaken = true;
        await store.commit([writeOf({ ...record, minute: 2 })], {});
        expect(await compactUsage({ documents: store, collection, call: {} }, NOW)).toBe(2);
      }
      return store.commit(writes, call);
    },
  };
  expect(await compactUsage({ documents: overtaking, collection, call: {} }, NOW)).toBe(0);
  await expectSums(store);
});

test("an hour is summed up when it is over and settled, and its day with it", async () => {
  const store = new MemoryStore({ now: () => NOW });
  await store.commit([writeOf({ day: 0, hour: 0, minute: 59, instance: "a" })], {});
  const compaction = { documents: store, collection, call: {} };
  expect(await compactUsage(compaction, DAY + SPAN_MS.hour + 2 * SPAN_MS.minute)).toBe(0);
  expect(await compactUsage(compaction, DAY + SPAN_MS.hour + 3 * SPAN_MS.minute)).toBe(2);
});

test("a day tells what was declared on it, and still does when it is made anew later", async () => {
  const store = new MemoryStore({ now: () => NOW });
  const record = { day: 0, hour: 0, instance: "a" } as const;
  const compact = async (nowMs: number, indexes: readonly string[]) => {
    const declared = () => [{ collection: "c", indexes, fields: ["f"] }];
    await compactUsage({ documents: store, collection, call: {}, declared }, nowMs);
  };
  const declaredOn = async () => {
    const { groups } = (await stored(store, "day")).get(DAY) ?? new UsageTotals();
    return [...groups.index.entries, ...groups.field.entries];
  };
  await store.commit([writeOf({ ...record, minute: 1 })], {});
  await compact(DAY + 2 * SPAN_MS.hour, ["a, b"]);
  const names = ['["c","a, b"]', '["c","f"]'].map((key) => [key, {}]);
  expect(await declaredOn()).toEqual(names);
  await store.commit([writeOf({ ...record, minute: 2 })], {});
  await compact(DAY + 3 * SPAN_MS.day, ["a, c"]);
  expect(await declaredOn()).toEqual(names);
});

test("what is to be looked at costs one read a day and no more where nothing was called", async () => {
  const store = new MemoryStore({ now: () => NOW });
  let asked = 0;
  const counted = counting(store, () => (asked += 1));
  expect(await compactUsage({ documents: counted, collection, call: {} }, NOW)).toBe(0);
  // One listing of the days, and a count of each of six.
  expect(asked).toBe(7);
});

function counting(store: MemoryStore, onRequest: () => void): DocumentStore {
  return {
    transactions: store.transactions,
    get: (paths, call) => store.get(paths, call),
    query: (query, call) => (onRequest(), store.query(query, call)),
    aggregate: (query, aggregates, call) => (onRequest(), store.aggregate(query, aggregates, call)),
    batchWrite: (writes, call) => store.batchWrite(writes, call),
    commit: (writes, call) => (onRequest(), store.commit(writes, call)),
  };
}
