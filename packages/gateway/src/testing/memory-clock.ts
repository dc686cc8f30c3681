import { setImmediate as nextTurn } from "node:timers/promises";
import type { ListenClock } from "../listen/listen-clock.ts";
import type { Clock } from "../quota/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** The time of a gateway in memory: it passes as the test says, and as `source` does. */
export class MemoryClock {
  readonly #source: () => number;
  readonly #timers = new Set<Timer>();
  #advancedMs = 0;

  /** @param source milliseconds since 1970, never going back */
  constructor(source: () => number) {
    this.#source = source;
  }

  /** Milliseconds since 1970, fractions of them too. */
  readonly now = (): number => this.#source() + this.#advancedMs;

  /** @throws RangeError for less than 0 */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError("A clock is advanced by 0 milliseconds or more.");
    this.#advancedMs += ms;
    for (const timer of [...this.#timers].toSorted((a, b) => a.atMs - b.atMs)) {
      if (timer.atMs <= this.now() && this.#timers.delete(timer)) timer.run();
    }
  }

  /** The same time for streams: what waits for it is done when the clock is advanced. */
  readonly listenClock: ListenClock = {
    monotonic: this.now,
    after: (ms, run) => {
      const timer = { atMs: this.now() + ms, run };
      this.#timers.add(timer);
      return () => void this.#timers.delete(timer);
    },
    random: () => 0.5,
  };

  /** The same time for quotas. What would wait waits one turn, since nothing takes time here. */
  readonly clock: Clock = {
    monotonic: this.now,
    sleep: () => nextTurn(),
    timeout: () => new AbortController().signal,
    random: Math.random,
  };
}
