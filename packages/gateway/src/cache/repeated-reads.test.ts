import fc from "fast-check";
import { RepeatedReads } from "./repeated-reads.ts";

test("a read is repeated where a cache of 10 s that this instance's writes empty would have had it", () => {
  const event = fc.record({
    key: fc.constantFrom("a", "b"),
    isWrite: fc.boolean(),
    waitMs: fc.integer({ min: 1, max: 4_000 }),
  });
  fc.assert(
    fc.property(fc.array(event), (events) => {
      let nowMs = 0;
      const repeated = new RepeatedReads(() => nowMs);
      const writtenAtMs = new Map<string, number>();
      const keptAtMs = new Map<string, number>();
      for (const { key, isWrite, waitMs } of events) {
        nowMs += waitMs;
        if (isWrite) {
          writtenAtMs.set(key, nowMs);
          keptAtMs.delete(key);
          continue;
        }
        const isKept = nowMs - (keptAtMs.get(key) ?? -Infinity) < 10_000;
        expect(repeated.isRepeated(key, writtenAtMs.get(key) ?? -Infinity)).toBe(isKept);
        if (!isKept) keptAtMs.set(key, nowMs);
      }
    }),
  );
});

test("what is forgotten, and what is too long to be remembered, is not repeated", () => {
  const repeated = new RepeatedReads(() => 0);
  const isRepeated = (key: string) => repeated.isRepeated(key, -Infinity);
  for (let n = 0; n <= 5_000; n += 1) expect(isRepeated(String(n))).toBe(false);
  expect(isRepeated("5000")).toBe(true);
  expect(isRepeated("0")).toBe(false);
  const long = "x".repeat(301);
  expect([isRepeated(long), isRepeated(long)]).toEqual([false, false]);
});
