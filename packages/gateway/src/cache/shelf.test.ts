import fc from "fast-check";
import { memoryBytes } from "./memory-bytes.ts";
import { Shelf } from "./shelf.ts";

const entry = <T>(value: T, sentAtMs = 0) => ({ value, sentAtMs, readTime: "" });

test("a shelf never takes more than its bytes", () => {
  const puts = fc.array(fc.record({ key: fc.nat(20), length: fc.nat(3_000), sentAtMs: fc.nat(9) }));
  fc.assert(
    fc.property(puts, (all) => {
      const shelf = new Shelf(8_000);
      const values = new Map<string, unknown>();
      for (const { key, length, sentAtMs } of all) {
        const name = String(key);
        shelf.put(name, entry("x".repeat(length), sentAtMs));
        values.set(name, shelf.get(name)?.value);
        const taken = [...values.keys()].reduce((sum, one) => {
          const kept = shelf.get(one);
          return kept === undefined ? sum : sum + memoryBytes(one) + memoryBytes(kept.value);
        }, 0);
        expect(taken).toBeLessThanOrEqual(shelf.bytes);
        expect(shelf.bytes).toBeLessThanOrEqual(8_000);
      }
    }),
  );
});

test("the longest unused goes first", () => {
  const shelf = new Shelf(4_000);
  shelf.put("a", entry("x".repeat(1_000)));
  shelf.put("b", entry("x".repeat(1_000)));
  shelf.get("a");
  shelf.put("c", entry("x".repeat(1_000)));
  expect(["a", "b", "c"].filter((key) => shelf.get(key) !== undefined)).toEqual(["a", "c"]);
});

test("what is too large alone is not kept, and pushes nothing out", () => {
  const shelf = new Shelf(4_000);
  shelf.put("a", entry("small"));
  shelf.put("b", entry("x".repeat(4_000)));
  expect(shelf.get("b")).toBeUndefined();
  expect(shelf.get("a")?.value).toBe("small");
});

test("an answer that comes late does not replace one that was asked for after it", () => {
  const shelf = new Shelf(4_000);
  shelf.put("a", entry("new", 2));
  shelf.put("a", entry("old", 1));
  expect(shelf.get("a")?.value).toBe("new");
});

test("that there is nothing is kept too", () => {
  const shelf = new Shelf(4_000);
  shelf.put("a", entry(null));
  expect(shelf.get("a")).toEqual(entry(null));
});
