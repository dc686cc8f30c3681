import type { Clock } from "./clock.ts";
import { Patience } from "./patience.ts";

/** A patience of 100 ms, and a clock whose timeouts end as time passes. */
function setUp() {
  let ms = 0;
  const timeouts: { readonly atMs: number; readonly controller: AbortController }[] = [];
  const clock: Clock = {
    monotonic: () => ms,
    sleep: () => Promise.resolve(),
    timeout: (afterMs) => {
      const controller = new AbortController();
      timeouts.push({ atMs: ms + afterMs, controller });
      return controller.signal;
    },
    random: () => 0.5,
  };
  const pass = (moreMs: number) => {
    ms += moreMs;
    for (const { atMs, controller } of timeouts) if (atMs <= ms) controller.abort();
  };
  return { patience: new Patience(clock, 100), pass };
}

describe("patience", () => {
  test("is over after its time without an answer", () => {
    const { patience, pass } = setUp();
    pass(99);
    expect(patience.signal.aborted).toBe(false);
    pass(1);
    expect(patience.signal.aborted).toBe(true);
  });

  test("begins anew when another writer came first", () => {
    const { patience, pass } = setUp();
    pass(99);
    patience.lostRace();
    pass(99);
    expect(patience.signal.aborted).toBe(false);
    pass(1);
    expect(patience.signal.aborted).toBe(true);
  });

  test("ends, however long others keep coming first, after five times as long", () => {
    const { patience, pass } = setUp();
    let passedMs = 0;
    for (; !patience.signal.aborted; passedMs += 50) {
      patience.lostRace();
      pass(50);
    }
    expect(passedMs).toBe(450);
  });
});
