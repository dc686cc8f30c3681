import { once } from "node:events";
import { get } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { RunningTime } from "./running-time.ts";

describe("a timeout by the time in which the process runs", () => {
  let nowMs = 0;
  let time: RunningTime;

  beforeEach(() => {
    jest.useFakeTimers();
    nowMs = 0;
    time = new RunningTime(() => nowMs);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** @param turnMs how long each turn of the event loop takes, in which a timer comes once however late it is */
  function pass(ms: number, turnMs = 50): void {
    for (let passedMs = 0; passedMs < ms; passedMs += turnMs) {
      nowMs += turnMs;
      jest.advanceTimersToNextTimer();
    }
  }

  test("comes when it is over, not before, and says why", () => {
    const signal = time.timeout(1_000);
    pass(1_000);
    expect(signal.aborted).toBe(false);
    pass(50);
    expect(signal.reason).toMatchObject({ name: "TimeoutError" });
  });

  test("comes later where the event loop is held up, by as long", () => {
    const signal = time.timeout(1_000);
    pass(180, 180);
    pass(1_000 - 50);
    expect(signal.aborted).toBe(false);
    pass(50);
    expect(signal.aborted).toBe(true);
  });

  test("comes after four times as long, however slow all of it is", () => {
    const signal = time.timeout(1_000);
    pass(4_000, 1_000);
    expect(signal.aborted).toBe(false);
    pass(1_000, 1_000);
    expect(signal.aborted).toBe(true);
  });

  test("begins with its own start, and all that are due come together", () => {
    const first = time.timeout(200);
    pass(100);
    const [second, third] = [time.timeout(100), time.timeout(300)];
    pass(150);
    expect([first, second, third].map(({ aborted }) => aborted)).toEqual([true, true, false]);
    pass(200);
    expect(third.aborted).toBe(true);
  });

  test("leaves no timer once none is waited for, and the next begins anew", () => {
    time.timeout(100);
    pass(150);
    expect(jest.getTimerCount()).toBe(0);
    nowMs += 3_600_000;
    const signal = time.timeout(100);
    pass(100);
    expect(signal.aborted).toBe(false);
    pass(50);
    expect(signal.aborted).toBe(true);
  });
});

describe("an answer that arrives while the event loop is held up", () => {
  const flags = new Int32Array(new SharedArrayBuffer(8));
  const [ASKED, ANSWERED] = [0, 1];
  const SERVER = `
    const { workerData: flags, parentPort } = require("node:worker_threads");
    const server = require("node:http").createServer((request, response) => {
      Atomics.store(flags, ${String(ASKED)}, 1);
      response.end("answer", () => Atomics.store(flags, ${String(ANSWERED)}, 1));
    });
    server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;
  let server: Worker;
  let port: number;

  beforeAll(async () => {
    server = new Worker(SERVER, { eval: true, workerData: flags });
    [port] = (await once(server, "message")) as [number];
  });
  afterAll(() => server.terminate());

  test("comes before the timeout", async () => {
    flags.fill(0);
    const request = get({ host: "127.0.0.1", port, agent: false });
    const answered = once(request, "response").then(() => "answer");
    while (Atomics.load(flags, ASKED) === 0) await nextTurn();
    const signal = new RunningTime(() => 0).timeout(100);
    const timedOut = once(signal, "abort").then(() => "timeout");
    const heldUntilMs = performance.now() + 200;
    while (performance.now() < heldUntilMs || Atomics.load(flags, ANSWERED) === 0);
    expect(await Promise.race([answered, timedOut])).toBe("answer");
    request.destroy();
  });
});
