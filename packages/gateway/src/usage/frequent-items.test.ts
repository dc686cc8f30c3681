import fc from "fast-check";
import { FrequentItems } from "./frequent-items.ts";

/** Keys with reads, as they come: few of them often, many seldom. */
const reads = fc.array(
  fc.tuple(fc.oneof(fc.nat(5), fc.nat(400)).map(String), fc.integer({ min: 0, max: 50 })),
  { maxLength: 1_500 },
);

function truthOf(all: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const truth = new Map<string, number>();
  for (const [key, count] of all) truth.set(key, (truth.get(key) ?? 0) + count);
  return truth;
}

function itemsOf(all: readonly (readonly [string, number])[]): FrequentItems {
  const items = new FrequentItems();
  for (const [key, count] of all) items.add(key, { calls: 1, reads: count });
  return items;
}

function expectBounds(items: FrequentItems, truth: ReadonlyMap<string, number>): void {
  const told = new Map(items.entries);
  const total = [...truth.values()].reduce((sum, count) => sum + count, 0);
  expect(items.missed).toBeLessThanOrEqual(total / 50);
  for (const [key, count] of truth) {
    const least = told.get(key)?.reads ?? 0;
    expect(least).toBeLessThanOrEqual(count);
    expect(count - least).toBeLessThanOrEqual(items.missed);
  }
  expect(told.size).toBeLessThanOrEqual(50);
}

test("no key's reads are overstated, and none understated by more than missed", () => {
  fc.assert(fc.property(reads, (all) => expectBounds(itemsOf(all), truthOf(all))));
});

test("so it is of the summaries of several instances that are merged, stored or not", () => {
  fc.assert(
    fc.property(reads, reads, (left, right) => {
      const items = itemsOf(left);
      const other = itemsOf(right);
      items.merge(new FrequentItems(other.entries, other.missed));
      expectBounds(items, truthOf([...left, ...right]));
    }),
  );
});

test("of few keys all is exact", () => {
  const all = Array.from({ length: 50 }, (_, n) => [String(n), n] as const);
  const items = itemsOf([...all, ...all]);
  expect(items.missed).toBe(0);
  expect(items.entries[0]).toEqual(["49", { calls: 2, reads: 98 }]);
});
