import fc from "fast-check";
import { resolveAlerts, type AlertsDefinition } from "../alerts/alerts-definition.ts";
import { UsageTotals } from "../usage/usage-totals.ts";
import { metAlerts, type ObservedMinute } from "./met-alerts.ts";

const MINUTE_MS = 60_000;
const END = Date.parse("2026-11-27T10:30:00Z");

/** A minute so many minutes before the end. */
function minute(ago: number, fill: (totals: UsageTotals) => void): ObservedMinute {
  const totals = new UsageTotals();
  fill(totals);
  return { fromMs: END - ago * MINUTE_MS, totals };
}

interface Told {
  readonly alerts?: AlertsDefinition;
  readonly reads?: { readonly day: number; readonly dayBefore: number };
}

function met(minutes: readonly ObservedMinute[], { alerts = {}, reads }: Told = {}) {
  return [...metAlerts(resolveAlerts(alerts), { minutes, endMs: END, reads }).keys()];
}

const fault = (ago: number) =>
  minute(ago, ({ groups }) => groups.fault.add("INTERNAL", { calls: 1 }));
const refused = (ago: number, calls: number) =>
  minute(ago, ({ groups }) => groups.refusedService.add("catalog", { calls }));
const missing = (ago: number, count: number, operation = "get") =>
  minute(ago, ({ groups }) =>
    groups.collection.add(`${operation} users/{uid}/notes`, { missing: count }),
  );
const slow = (ago: number, ms: number, calls = 100) =>
  minute(ago, ({ latency }) => {
    for (let n = 0; n < calls; n += 1) latency.total.add(ms);
  });

test("nothing is the case where nothing was called", () => {
  expect(met([])).toEqual([]);
});

test("a fault is one for 30 minutes, whatever else was answered", () => {
  expect(met([fault(30)])).toEqual(["faults INTERNAL"]);
  expect(met([fault(31)])).toEqual([]);
  expect(met([fault(1)], { alerts: { faults: false } })).toEqual([]);
});

test("a stage of the budget is told by class, stage and consumer", () => {
  const reached = minute(3, (totals) =>
    totals.addStage({ class: "reads", stage: "warn", consumer: "mail room" }),
  );
  expect(met([reached])).toEqual(["budget reads warn mail room"]);
  const { budget } = { budget: metAlerts(resolveAlerts({}), { minutes: [reached], endMs: END }) };
  expect([...budget.values()]).toEqual([
    "The budget of reads has come to the stage warn for mail room.",
  ]);
});

test("a service is refused too often within any 5 minutes, and not within 6", () => {
  const name = ["serviceRefusals catalog"];
  expect(met([refused(1, 10)])).toEqual(name);
  expect(met([refused(1, 9)])).toEqual([]);
  expect(met([refused(8, 5), refused(4, 5)])).toEqual(name);
  expect(met([refused(8, 5), refused(3, 5)])).toEqual([]);
  expect(met([refused(11, 50)])).toEqual([]);
});

test("refusals are too many where some 5 minutes in a row have them, whenever they came", () => {
  const counts = fc.array(fc.nat(5), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(counts, (calls) => {
      const minutes = calls.map((count, index) => refused(index + 1, count));
      const sums = [0, 1, 2, 3, 4, 5].map((from) =>
        calls.slice(from, from + 5).reduce((sum, count) => sum + count, 0),
      );
      expect(met(minutes).length).toBe(Math.max(...sums) >= 10 ? 1 : 0);
    }),
  );
});

test("calls are slow where both halves of 10 minutes are, each by its 95th percentile", () => {
  expect(met([slow(9, 5_000), slow(2, 5_000)])).toEqual(["latency"]);
  expect(met([slow(2, 5_000)])).toEqual([]);
  expect(met([slow(9, 5_000), slow(2, 100)])).toEqual([]);
  expect(met([slow(9, 5_000), slow(2, 5_000, 4), slow(3, 100, 96)])).toEqual([]);
});

test("reads that find nothing are those of one collection, by whichever operation", () => {
  const name = ["missingReads users/{uid}/notes"];
  expect(met([missing(10, 1_500), missing(1, 1_500, "lookup")])).toEqual(name);
  expect(met([missing(11, 1_500), missing(1, 1_500)])).toEqual([]);
  const another = minute(1, ({ groups }) => groups.collection.add("get teams", { missing: 1_500 }));
  expect(met([missing(1, 1_500), another])).toEqual([]);
});

test("spend is against the day before, and nothing is said where there was none or nobody looked", () => {
  const alerts = { spend: { times: 2, reads: 100 } } as const;
  expect(met([], { alerts, reads: { day: 100, dayBefore: 50 } })).toEqual(["spend"]);
  expect(met([], { alerts, reads: { day: 99, dayBefore: 1 } })).toEqual([]);
  expect(met([], { alerts, reads: { day: 101, dayBefore: 51 } })).toEqual([]);
  expect(met([], { alerts, reads: { day: 500, dayBefore: 0 } })).toEqual([]);
  expect(met([], { alerts })).toEqual([]);
});
