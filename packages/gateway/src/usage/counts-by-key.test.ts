import { CountsByKey, OTHER } from "./counts-by-key.ts";

test("what there is no room for is counted under the name that is given for it, or one for all", () => {
  const counts = new CountsByKey([], 1_000);
  for (let n = 0; n < 100; n += 1) counts.add(`key ${String(n)}`, { calls: 1 }, "of one");
  counts.add("key 3", { calls: 1 });
  counts.add("another", { calls: 1 }, "x".repeat(400));
  counts.add("declared", {});
  const entries = new Map(counts.entries);
  expect(entries.get("key 3")).toEqual({ calls: 2 });
  const calls = counts.entries.reduce((sum, [, one]) => sum + (one.calls ?? 0), 0);
  expect(calls).toBe(102);
  expect(entries.get("of one")?.calls).toBe(102 - 1 - (entries.size - 2) - 1);
  expect(entries.get(OTHER)).toEqual({ calls: 1 });
});

test("a key without counts is there, and is counted on", () => {
  const counts = new CountsByKey();
  counts.add("a", {});
  expect(counts.entries).toEqual([["a", {}]]);
  const merged = new CountsByKey(counts.entries);
  merged.merge([["a", { calls: 2 }]]);
  expect(merged.entries).toEqual([["a", { calls: 2 }]]);
});
