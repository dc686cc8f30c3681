import type { Clock } from "../src/quota/clock.ts";
import type { Process } from "./simulated-database.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface SimulatedClockOptions {
  readonly time: VirtualTime;
  readonly random: () => number;
  /** The rate of the clock: 1.0002 gains 0.2 ms a second. @default 1 */
  readonly clockRate?: number;
}

/** The clock of a process, which may be stopped or dead when a timer ends. */
export function simulatedClock(
  process: Process,
  { time, random, clockRate = 1 }: SimulatedClockOptions,
): Clock {
  const startedAt = random() * 1_000_000;
  return {
    // Runs on while the process is stopped, as CLOCK_MONOTONIC does.
    monotonic: () => startedAt + time.nowMs * clockRate,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("aborted")));
        time.after(ms, () => process.receive(resolve));
      }),
    timeout: (ms) => {
      const controller = new AbortController();
      time.after(ms, () => process.receive(() => controller.abort("timeout")));
      return controller.signal;
    },
    random,
  };
}
