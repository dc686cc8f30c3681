import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../quota/clock.ts";

/** The time of a gateway in memory: it passes as the test says, and as `source` does. */
export class MemoryClock {
  readonly #source: () => number;
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
  }

  /** The same time for quotas. What would wait waits one turn, since nothing takes time here. */
  readonly clock: Clock = {
    monotonic: this.now,
    sleep: () => nextTurn(),
    timeout: () => new AbortController().signal,
    random: Math.random,
  };
}
