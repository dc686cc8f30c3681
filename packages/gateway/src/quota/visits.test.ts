import { Visits } from "./visits.ts";

/** A visitor whose visits end when the test says. */
function setUp(known: (item: number) => string | undefined = () => undefined) {
  const went: (readonly number[])[] = [];
  const ends: { come: () => void; fail: (error: Error) => void }[] = [];
  const visits = new Visits<number, string>({
    answer: known,
    go: (items) => {
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
  return { visits, went, ends, tick };
}

describe("visits", () => {
  test("those that come in one tick go together, those that come meanwhile on the next", async () => {
    const { visits, went, ends, tick } = setUp();
    const first = [visits.wait(1), visits.wait(2)];
    await tick();
    const next = [visits.wait(3), visits.wait(4)];
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

  test("one that comes as the last visit ends is not forgotten", async () => {
    const { visits, went, ends, tick } = setUp();
    const first = visits.wait(1).then(() => visits.wait(2));
    await tick();
    ends[0]?.come();
    await tick();
    expect(went).toEqual([[1], [2]]);
    ends[1]?.come();
    expect(await first).toBe("answer 2");
    await tick();
    expect(visits.underWay).toBeUndefined();
  });

  test("what memory knows by then needs no answer of the visit", async () => {
    const { visits, went, ends, tick } = setUp((item) => (item === 2 ? "known" : undefined));
    const answers = Promise.all([visits.wait(1), visits.wait(2), visits.wait(3)]);
    await tick();
    ends[0]?.come();
    expect(await answers).toEqual(["answer 1", "known", "answer 3"]);
    expect(went).toEqual([[1, 3]]);
  });

  test("one that throws is made again for each alone: none fails for what another brings", async () => {
    const went: (readonly number[])[] = [];
    const visits = new Visits<number, string>({
      answer: (item) => {
        if (item === 0) throw new TypeError("a fault of memory's");
        return undefined;
      },
      go: (items) => {
        went.push(items);
        if (items.includes(2)) throw new TypeError("a fault of 2's");
        return Promise.resolve(items.map((item) => `answer ${String(item)}`));
      },
    });
    const outcomes = await Promise.allSettled([0, 1, 2, 3].map((item) => visits.wait(item)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(went).toEqual([[1, 2, 3], [1], [2], [3]]);
    expect(await visits.wait(4)).toBe("answer 4");
  });

  test("one that fails fails those on it, and no others", async () => {
    const { visits, ends, tick } = setUp();
    const failing = visits.wait(1);
    await tick();
    const next = visits.wait(2);
    ends[0]?.fail(new Error("down"));
    await expect(failing).rejects.toThrow("down");
    await tick();
    ends[1]?.come();
    expect(await next).toBe("answer 2");
  });

  test("go() goes though nobody waits, and ends without an error", async () => {
    const { visits, went, ends, tick } = setUp();
    const gone = visits.go();
    await tick();
    expect(went).toEqual([[]]);
    ends[0]?.fail(new Error("down"));
    await gone;
  });
});
