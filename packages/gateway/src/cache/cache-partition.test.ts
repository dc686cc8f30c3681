import fc from "fast-check";
import { memoryBytes } from "./memory-bytes.ts";
import { CachePartition } from "./cache-partition.ts";

const entry = <T>(value: T, sentAtMs = 0) => ({ value, sentAtMs, readTime: "" });

test("a partition never takes more than its bytes", () => {
  const puts = fc.array(fc.record({ key: fc.nat(20), length: fc.nat(3_000), sentAtMs: fc.nat(9) }));
  fc.assert(
    fc.property(puts, (all) => {
      const partition = new CachePartition(8_000);
      const values = new Map<string, unknown>();
      for (const { key, length, sentAtMs } of all) {
        const name = String(key);
        partition.put(name, entry("x".repeat(length), sentAtMs));
        values.set(name, partition.get(name)?.value);
        const taken = [...values.keys()].reduce((sum, one) => {
          const kept = partition.get(one);
          return kept === undefined ? sum : sum + memoryBytes(one) + memoryBytes(kept.value);
        }, 0);
        expect(taken).toBeLessThanOrEqual(partition.bytes);
        expect(partition.bytes).toBeLessThanOrEqual(8_000);
      }
    }),
  );
});

test("the longest unused goes first", () => {
  const partition = new CachePartition(4_000);
  partition.put("a", entry("x".repeat(1_000)));
  partition.put("b", entry("x".repeat(1_000)));
  partition.get("a");
  partition.put("c", entry("x".repeat(1_000)));
  expect(["a", "b", "c"].filter((key) => partition.get(key) !== undefined)).toEqual(["a", "c"]);
});

test("what is too large alone is not kept, and pushes nothing out", () => {
  const partition = new CachePartition(4_000);
  partition.put("a", entry("small"));
  partition.put("b", entry("x".repeat(4_000)));
  expect(partition.get("b")).toBeUndefined();
  expect(partition.get("a")?.value).toBe("small");
});

test("an answer that comes late does not replace one that was asked for after it", () => {
  const partition = new CachePartition(4_000);
  partition.put("a", entry("new", 2));
  partition.put("a", entry("old", 1));
  expect(partition.get("a")?.value).toBe("new");
});

test("that there is nothing is kept too", () => {
  const partition = new CachePartition(4_000);
  partition.put("a", entry(null));
  expect(partition.get("a")).toEqual(entry(null));
});
