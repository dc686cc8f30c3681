import fc from "fast-check";
import { missingBatches } from "./missing-batches.ts";

const storedOf = (contents: readonly string[]) => contents.map((content) => ({ content }));

const content = fc.constantFrom("a", "b");
const queues = fc.record({
  sent: fc.array(content, { minLength: 1, maxLength: 10 }),
  behind: fc.array(content, { maxLength: 10 }),
});

test("of a queue that nobody else has sent from, no batch is missing", () => {
  fc.assert(
    fc.property(queues, ({ sent, behind }) => {
      expect(missingBatches(sent, storedOf([...sent, ...behind]))).toBe(0);
    }),
  );
});

test("what another tab has sent is missing, unless what is left is alike", () => {
  fc.assert(
    fc.property(queues, fc.nat(9), ({ sent, behind }, others) => {
      const left = [...sent.slice(others), ...behind];
      const missing = missingBatches(sent, storedOf(left));
      if (others < sent.length) expect(missing).toBeLessThanOrEqual(others);
      if (missing !== -1) {
        expect(left.slice(0, sent.length - missing)).toEqual(sent.slice(missing));
      }
    }),
  );
  expect(missingBatches(["a", "b", "c"], storedOf(["b", "c", "d"]))).toBe(1);
});

test("batches of which the last is not stored are of another queue", () => {
  expect(missingBatches(["a", "b"], storedOf(["a"]))).toBe(-1);
  expect(missingBatches(["a"], storedOf(["b", "a"]))).toBe(-1);
  expect(missingBatches(["a"], [])).toBe(-1);
});
