import { Drain } from "./drain.ts";

const TIMES = { interruptAfterMs: 6_500, answersUntilMs: 7_500, endAfterMs: 9_500 };

beforeEach(() => void jest.useFakeTimers({ doNotFake: ["nextTick"] }));
afterEach(() => void jest.useRealTimers());

/** Lets an instance end, and tells when it has, in milliseconds. */
function ending(giveBack: () => Promise<void> = () => Promise.resolve()) {
  const told: string[] = [];
  const drain = new Drain(async () => {
    told.push(`gives back at ${String(performance.now() - startMs)}`);
    await giveBack();
  }, TIMES);
  const startMs = performance.now();
  const end = () =>
    void drain.end().then(() => told.push(`ends at ${String(performance.now() - startMs)}`));
  return { drain, told, end };
}

describe("an instance that is told to end", () => {
  test("refuses nobody before", () => {
    const { drain } = ending();
    drain.leave(drain.enter());
    expect(drain.isDraining).toBe(false);
  });

  test("gives back at once where nothing is under way", async () => {
    const { told, end, drain } = ending();
    end();
    expect(drain.isDraining).toBe(true);
    await jest.advanceTimersByTimeAsync(0);
    expect(told).toEqual(["gives back at 0", "ends at 0"]);
  });

  test("gives back when the last call is answered", async () => {
    const { drain, told, end } = ending();
    const [first, last] = [drain.enter(), drain.enter()];
    end();
    drain.leave(first);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual([]);
    drain.leave(last);
    await jest.advanceTimersByTimeAsync(0);
    expect(told).toEqual(["gives back at 2000", "ends at 2000"]);
  });

  test("cuts short what takes too long, waits for its answer, and never longer than it has", async () => {
    const { drain, told, end } = ending(() => new Promise(() => {}));
    const interrupted: number[] = [];
    for (const index of [0, 1]) drain.enter().interrupt = () => void interrupted.push(index);
    end();
    await jest.advanceTimersByTimeAsync(6_499);
    expect(interrupted).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(interrupted).toEqual([0, 1]);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(told).toEqual(["gives back at 7500", "ends at 9500"]);
  });

  test("gives back once, however often it is told", async () => {
    const { told, end } = ending();
    end();
    end();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(told.filter((each) => each.startsWith("gives back"))).toHaveLength(1);
  });
});
