import { setTimeout as sleep } from "node:timers/promises";

/** Time and chance, as they reach quotas: tests and simulations bring their own. */
export interface Clock {
  /** Milliseconds since some moment, never going back, running on while the process is stopped. */
  monotonic(): number;
  /** @throws when the signal ends it. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** A signal that comes after so many milliseconds. */
  timeout(ms: number): AbortSignal;
  /** From 0 to below 1. */
  random(): number;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
  timeout: (ms) => AbortSignal.timeout(ms),
  random: Math.random,
};
