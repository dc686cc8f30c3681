import { BatchQueue } from "./batch-queue.ts";

/** A queue whose batches end when the test says. */
function setUp(known: (item: number) => string | undefined = () => undefined) {
  const went: (readonly number[])[] = [];
  const ends: { come: () => void; fail: (error: Error) => void }[] = [];
  const queue = new BatchQueue<number, string>({
    answer: known,
    run: (items) => {
      went.push(items);
      return new Promise((resolve, reject) => {
        ends.push({
          come: () => resolve(items.map((item) => `answer ${String(item)}`)),
          fail: reject,
        });
      });
    },
  });
  const tick = () => new Promise(setImmediate);
  return { queue, went, ends, tick };
}

describe("a queue", () => {
  test("the items of one tick are one batch, and those that come meanwhile are the next", async () => {
    const { queue, went, ends, tick } = setUp();
    const first = [queue.add(1), queue.add(2)];
    await tick();
    const next = [queue.add(3), queue.add(4)];
    await tick();
    expect(went).toEqual([[1, 2]]);
    ends[0]?.come();
    expect(await Promise.all(first)).toEqual(["answer 1", "answer 2"]);
    await tick();
    expect(went).toEqual([
      [1, 2],
      [3, 4],
    ]);
    ends[1]?.come();
    expect(await Promise.all(next)).toEqual(["answer 3", "answer 4"]);
  });

  test("an item that comes as the last batch ends is not forgotten", async () => {
    const { queue, went, ends, tick } = setUp();
    const first = queue.add(1).then(() => queue.add(2));
    await tick();
    ends[0]?.come();
    await tick();
    expect(went).toEqual([[1], [2]]);
    ends[1]?.come();
    expect(await first).toBe("answer 2");
    await tick();
    expect(queue.running).toBeUndefined();
  });

  test("an item that can be answered alone by then needs no batch", async () => {
    const { queue, went, ends, tick } = setUp((item) => (item === 2 ? "known" : undefined));
    const answers = Promise.all([queue.add(1), queue.add(2), queue.add(3)]);
    await tick();
    ends[0]?.come();
    expect(await answers).toEqual(["answer 1", "known", "answer 3"]);
    expect(went).toEqual([[1, 3]]);
  });

  test("a batch that throws is run again for each item alone: none fails for another", async () => {
    const went: (readonly number[])[] = [];
    const queue = new BatchQueue<number, string>({
      answer: (item) => {
        if (item === 0) throw new TypeError("a fault of memory's");
        return undefined;
      },
      run: (items) => {
        went.push(items);
        if (items.includes(2)) throw new TypeError("a fault of 2's");
        return Promise.resolve(items.map((item) => `answer ${String(item)}`));
      },
    });
    const outcomes = await Promise.allSettled([0, 1, 2, 3].map((item) => queue.add(item)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(went).toEqual([[1, 2, 3], [1], [2], [3]]);
    expect(await queue.add(4)).toBe("answer 4");
  });

  test("a batch that fails fails its items, and no others", async () => {
    const { queue, ends, tick } = setUp();
    const failing = queue.add(1);
    await tick();
    const next = queue.add(2);
    ends[0]?.fail(new Error("down"));
    await expect(failing).rejects.toThrow("down");
    await tick();
    ends[1]?.come();
    expect(await next).toBe("answer 2");
  });

  test("run() runs a batch though nothing waits, and resolves though that fails", async () => {
    const { queue, went, ends, tick } = setUp();
    const gone = queue.run();
    await tick();
    expect(went).toEqual([[]]);
    ends[0]?.fail(new Error("down"));
    await gone;
  });
});
