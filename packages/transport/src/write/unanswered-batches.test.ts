import fc from "fast-check";
import { UnansweredBatches, type SentBatch } from "./unanswered-batches.ts";

const batches = (...pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([requestId, content]) => ({ requestId, content, isStored: false }));
const stored = (...pairs: readonly (readonly [string, string])[]) =>
  batches(...pairs).map((one) => ({ ...one, isStored: true }));

function leftBy(...streams: readonly (readonly SentBatch[])[]) {
  const unanswered = new UnansweredBatches();
  for (const stream of streams) unanswered.leave(stream);
  return (content: string, storedId?: string) => unanswered.take(content, storedId)?.requestId;
}

test("what was left comes again in its order, each once", () => {
  const take = leftBy(batches(["1", "a"], ["2", "a"], ["3", "b"]));
  expect(take("b")).toBeUndefined();
  expect([take("a"), take("a"), take("a")]).toEqual(["1", "2", undefined]);
  expect([take("b"), take("b")]).toEqual(["3", undefined]);
});

test("what is forgotten does not come again", () => {
  const unanswered = new UnansweredBatches();
  const left = unanswered.leave(batches(["1", "a"]));
  unanswered.leave(batches(["2", "a"]));
  unanswered.forget(left);
  expect([unanswered.take("a")?.requestId, unanswered.take("a")]).toEqual(["2", undefined]);
});

test("what was sent under an id of its own keeps it, wherever it is found by now", () => {
  expect(leftBy(batches(["1", "a"]))("a", "9")).toBe("1");
});

test("what was sent as stored and is stored no more comes again under its id", () => {
  const take = leftBy(stored(["1", "a"], ["2", "a"], ["3", "a"]));
  expect([take("a"), take("a"), take("a", "3"), take("a")]).toEqual(["1", "2", "3", undefined]);
});

test("where another batch is the first that is stored, all that was left as stored has been answered", () => {
  const take = leftBy(stored(["1", "a"]), batches(["2", "b"]));
  expect([take("a", "9"), take("a"), take("b")]).toEqual([undefined, undefined, "2"]);
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
            return { requestId, content: one, isStored: false };
          }),
        );
      }
      const taken = comes.flatMap((one) => {
        const requestId = unanswered.take(one)?.requestId;
        if (requestId !== undefined) expect(contents.get(requestId)).toBe(one);
        return requestId ?? [];
      });
      expect(new Set(taken).size).toBe(taken.length);
    }),
  );
});

test("the id of a stored batch that was answered is no other's, unless its queue is gone", () => {
  const unanswered = new UnansweredBatches();
  const [one, other] = [...stored(["1", "a"]), ...batches(["2", "a"])];
  if (one === undefined || other === undefined) throw new Error("There are two.");
  for (const batch of [one, other]) unanswered.answered(batch);
  expect(["1", "2", "3"].map((id) => unanswered.isAnswered(id))).toEqual([true, false, false]);
  unanswered.forget(unanswered.leave([one]));
  expect(unanswered.isAnswered("1")).toBe(false);
});

test("the last thousand ids are remembered", () => {
  const unanswered = new UnansweredBatches();
  for (let id = 0; id <= 1_000; id += 1) {
    unanswered.answered({ requestId: String(id), content: "a", isStored: true });
  }
  expect(["0", "1", "1000"].map((id) => unanswered.isAnswered(id))).toEqual([false, true, true]);
});
