import fc from "fast-check";
import { UnansweredBatches } from "./unanswered-batches.ts";

const batches = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([requestId, content]) => ({ requestId, content }));

test("what was left comes again in its order, each once", () => {
  const unanswered = new UnansweredBatches();
  unanswered.leave(batches(["1", "a"], ["2", "a"], ["3", "b"]));
  expect(unanswered.take("b")).toBeUndefined();
  expect([unanswered.take("a"), unanswered.take("a"), unanswered.take("a")]).toEqual([
    "1",
    "2",
    undefined,
  ]);
  expect([unanswered.take("b"), unanswered.take("b")]).toEqual(["3", undefined]);
});

test("what is forgotten does not come again", () => {
  const unanswered = new UnansweredBatches();
  const left = unanswered.leave(batches(["1", "a"]));
  unanswered.leave(batches(["2", "a"]));
  unanswered.forget(left);
  expect([unanswered.take("a"), unanswered.take("a")]).toEqual(["2", undefined]);
});

test("whatever several streams have left, each id is taken once, by a batch with its content", () => {
  const content = fc.constantFrom("a", "b");
  fc.assert(
    fc.property(fc.array(fc.array(content)), fc.array(content), (streams, comes) => {
      const unanswered = new UnansweredBatches();
      let id = 0;
      const contents = new Map<string, string>();
      for (const stream of streams) {
        unanswered.leave(
          stream.map((one) => {
            const requestId = String((id += 1));
            contents.set(requestId, one);
            return { requestId, content: one };
          }),
        );
      }
      const taken = comes.flatMap((one) => {
        const requestId = unanswered.take(one);
        if (requestId !== undefined) expect(contents.get(requestId)).toBe(one);
        return requestId ?? [];
      });
      expect(new Set(taken).size).toBe(taken.length);
    }),
  );
});
