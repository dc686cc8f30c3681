import fc from "fast-check";
import type { UsageWindow } from "../../../src/usage/usage-rows.ts";
import { mergedWindows, withRecent } from "./merged-windows.ts";
import { totalTrend, usageTable } from "./usage-table.ts";
import { windowTimes } from "./window-times.ts";

const FROM_MS = Date.parse("2026-11-27T03:00:30Z");
const MINUTES = 10;

const row = fc.record(
  { key: fc.constantFrom("a", "b", "c"), operation: fc.constantFrom("get", "list") },
  { requiredKeys: ["key"] },
);
const counted = fc
  .tuple(row, fc.nat(1_000), fc.nat(1_000))
  .map(([of, calls, reads]) => ({ ...of, calls, reads }));
const windows = fc
  .array(fc.tuple(fc.nat(MINUTES - 1), fc.array(counted, { maxLength: 5 })))
  .map((all) =>
    all.map(([minute, rows]): UsageWindow => {
      const at = new Date(Math.floor(FROM_MS / 60_000) * 60_000 + minute * 60_000);
      return { at: at.toISOString(), rows };
    }),
  );

const usageOf = (all: readonly UsageWindow[]) => ({
  fromMs: FROM_MS,
  toMs: FROM_MS + MINUTES * 60_000,
  resolution: "minute" as const,
  windows: mergedWindows(all),
  isCut: false,
});

const sum = (numbers: readonly (number | null)[]) =>
  numbers.reduce<number>((total, one) => total + (one ?? 0), 0);

test("rows, shares, trends and totals are of the same calls, however they were cut into pages", () => {
  fc.assert(
    fc.property(windows, (all) => {
      const usage = usageOf(all);
      const table = usageTable(usage, "reads");
      const reads = sum(all.flatMap(({ rows }) => rows.map((one) => one.reads ?? 0)));
      expect(sum(table.map((one) => one.row.reads ?? 0))).toBe(reads);
      expect(sum(totalTrend(usage, "reads"))).toBe(reads);
      for (const one of table) expect(sum(one.trend)).toBe(one.row.reads ?? 0);
      expect(sum(table.map(({ share }) => share))).toBeCloseTo(reads === 0 ? 0 : 1);
      expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
      const order = table.map((one) => one.row.reads ?? 0);
      expect(order).toEqual(order.toSorted((one, other) => other - one));
    }),
  );
});

test("a window of which nothing is known is a gap, and one in which a row has nothing is 0", () => {
  const usage = usageOf([{ at: "2026-11-27T03:01:00.000Z", rows: [{ key: "a", reads: 2 }] }]);
  expect(windowTimes(usage)).toHaveLength(MINUTES + 1);
  expect(totalTrend(usage, "reads").slice(0, 3)).toEqual([null, 2, null]);
  expect(usageTable(usage, "writes")[0]?.trend.slice(0, 3)).toEqual([null, 0, null]);
});

test("latencies of several windows are the highest, not their sum", () => {
  const usage = usageOf([
    { at: "2026-11-27T03:01:00.000Z", rows: [{ key: "total", calls: 1, p95Ms: 20 }] },
    { at: "2026-11-27T03:02:00.000Z", rows: [{ key: "total", calls: 2, p95Ms: 50 }] },
  ]);
  expect(usageTable(usage, "calls")[0]?.row).toEqual({ key: "total", calls: 3, p95Ms: 50 });
});

test("hours that are not summed up yet are told of their minutes, and others by their sums alone", () => {
  const at = (time: string) => `2026-11-27T${time}:00.000Z`;
  const window = (time: string, reads: number) => ({ at: at(time), rows: [{ key: "a", reads }] });
  const hours = [window("01:00", 10), window("02:00", 20)];
  const minutes = [window("02:59", 5), window("03:00", 1), window("03:10", 2), window("04:01", 4)];
  expect(withRecent(hours, minutes)).toEqual([...hours, window("03:00", 3), window("04:00", 4)]);
});
