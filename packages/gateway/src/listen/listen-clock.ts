/** The time and the randomness that listening uses: tests have their own. */
export interface ListenClock {
  /** Milliseconds since an arbitrary time. It never goes back. */
  monotonic(): number;
  /** Runs something once, after a time in milliseconds. @returns what keeps it from running */
  after(ms: number, run: () => void): () => void;
  /** A random number from 0 to below 1. */
  random(): number;
}

/** The process's own clock. What waits for it doesn't keep the process running. */
export const processClock: ListenClock = {
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
