import { setTimeout as sleep } from "node:timers/promises";
import { RunningTime } from "./running-time.ts";

/** The time and the randomness that quotas use: tests and simulations have their own. */
export interface Clock {
  /** Milliseconds since an arbitrary time. It never goes back, and runs on while the process is stopped. */
  monotonic(): number;
  /** Waits for a time in milliseconds. @throws when the signal is aborted before. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** A signal that is aborted after a time in milliseconds, in which the process could take an answer. */
  timeout(ms: number): AbortSignal;
  /** A random number from 0 to below 1. */
  random(): number;
}

const monotonic = (): number => performance.now();
const runningTime = new RunningTime(monotonic);

/** The process's own clock. */
export const systemClock: Clock = {
  monotonic,
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
  timeout: (ms) => runningTime.timeout(ms),
  random: Math.random,
};
