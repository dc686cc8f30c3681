import { NO_COUNTS } from "../call/collection-uses.ts";
import type { CallSummary } from "../call/call-summary.ts";
import { toUsageWrite, usageRecordIn } from "./usage-record.ts";
import { UsageTotals } from "./usage-totals.ts";
import { idFrom } from "./usage-window.ts";

function summary(changed: Partial<CallSummary> = {}): CallSummary {
  return {
    severity: "INFO",
    callable: "getDocument",
    caller: "user-a",
    kind: "user",
    service: null,
    code: "ok",
    reason: null,
    usage: { reads: 1, writes: 0, deletes: 0 },
    totalMs: 3,
    stepsMs: { execute: 2 },
    uses: [],
    ...changed,
  };
}

const use = { collection: "c", operation: "list" } as const;
const counts = { ...NO_COUNTS, reads: 1, found: 1, returned: 1 };
const described = (shape: string, name = "automatic") => ({
  shape,
  indexes: [{ name, as: 0 }],
  fields: [shape],
});

test("a record comes back from its document as it was", () => {
  const totals = new UsageTotals();
  totals.add(summary({ uses: [{ ...use, described: described("a =="), ...counts }] }));
  totals.addOwn("_quotas", { reads: 2, writes: 1 });
  const fromMs = Date.parse("2026-11-27T10:07:00Z");
  const record = { resolution: "minute", fromMs, instance: "a-b", minutes: 1, totals } as const;
  const write = toUsageWrite(record, "_usage");
  if (write.kind !== "update") throw new Error("A record is written.");
  const { path, fields } = write;
  expect(path).toBe("_usage/minute-20261127T1007Z-a-b");
  const stored = { path, data: fields, createTime: "", updateTime: "" };
  expect(JSON.stringify(usageRecordIn(stored))).toBe(JSON.stringify(record));
  expect(usageRecordIn({ ...stored, path: "_usage/other" })).toBeUndefined();
  expect(usageRecordIn({ ...stored, data: { totals: "{" } })).toBeUndefined();
});

test("what a later version counts besides is left out, and the rest is read", () => {
  const totals = new UsageTotals();
  totals.add(summary());
  const json = JSON.parse(JSON.stringify(totals)) as Record<"groups" | "tops" | "latency", object>;
  Object.assign(json.groups, {
    tomorrow: [["a", { calls: 1, dreams: 2 }]],
    kind: [["user", { dreams: 1 }]],
  });
  Object.assign(json.tops, { tomorrow: { items: [], missedReads: 0 } });
  Object.assign(json.latency, { tomorrow: [[1, 1]] });
  const path = "_usage/minute-20261127T1007Z-a";
  const stored = { path, data: { totals: JSON.stringify(json) }, createTime: "", updateTime: "" };
  const read = usageRecordIn(stored)?.totals.groups;
  expect(read?.callable.entries).toEqual(totals.groups.callable.entries);
  expect(read?.kind.entries).toEqual([["user", {}]]);
});

test("faults, refused services and stages of the budget are counted apart", () => {
  const totals = new UsageTotals();
  totals.add(summary({ severity: "ERROR", code: "internal", reason: "INTERNAL" }));
  totals.add(summary({ severity: "WARNING", code: "internal", reason: "FIRESTORE_REFUSED" }));
  const refused = { code: "resource-exhausted", reason: "QUOTA_EXCEEDED" } as const;
  totals.add(summary({ severity: "NOTICE", ...refused, kind: "service", service: "mail" }));
  totals.add(summary({ severity: "NOTICE", ...refused }));
  totals.addStage({ class: "reads", stage: "warn", consumer: "others" });
  const keys = (name: "fault" | "refusedService" | "budgetStage") =>
    totals.groups[name].entries.map(([key, { calls }]) => [key, calls]);
  expect(keys("fault")).toEqual([["INTERNAL", 1]]);
  expect(keys("refusedService")).toEqual([["mail", 1]]);
  expect(keys("budgetStage")).toEqual([["reads warn others", 1]]);
});

test("the ids of records are in the order of their minutes", () => {
  const times = ["2026-09-30T23:59:59Z", "2026-10-01T00:00:00Z", "2026-11-01T01:01:00Z"];
  const ids = times.map((time) => idFrom({ resolution: "minute", fromMs: Date.parse(time) }));
  expect(ids.toSorted()).toEqual(ids);
});

test("totals stay far below what a document holds, whatever was called by whomever", () => {
  const totals = new UsageTotals();
  for (let n = 0; n < 3_000; n += 1) {
    const id = String(n).padStart(40, "x");
    const shape = id.repeat(7);
    totals.add(
      summary({
        callable: id,
        severity: "ERROR",
        code: "resource-exhausted",
        caller: id,
        service: id.repeat(3),
        reason: id,
        totalMs: 1.1 ** (n % 200),
        uses: [{ ...use, collection: id, described: described(shape, shape), ...counts }],
      }),
    );
    totals.written.add(id, { written: 1 });
  }
  expect(JSON.stringify(totals).length).toBeLessThan(500_000);
  const counted = totals.groups.callable.entries.reduce((sum, [, { calls = 0 }]) => sum + calls, 0);
  expect(counted).toBe(3_000);
});

test("the totals of several instances are those of all their calls", () => {
  const [left, right, all] = [new UsageTotals(), new UsageTotals(), new UsageTotals()];
  for (let n = 0; n < 40; n += 1) {
    const call = summary({
      caller: `user-${String(n % 7)}`,
      reason: n % 3 === 0 ? "FORBIDDEN" : null,
      totalMs: n,
      uses: [{ ...use, described: described(`a${String(n % 5)} ==`), ...counts }],
    });
    (n % 2 === 0 ? left : right).add(call);
    all.add(call);
  }
  left.merge(right);
  const sorted = (totals: UsageTotals) => ({
    groups: Object.values(totals.groups).map(({ entries }) => new Map<unknown, unknown>(entries)),
    tops: Object.values(totals.tops).map(({ entries }) => new Map<unknown, unknown>(entries)),
    latency: Object.values(totals.latency).map(({ entries }) => new Map<unknown, unknown>(entries)),
  });
  expect(sorted(left)).toEqual(sorted(all));
});
