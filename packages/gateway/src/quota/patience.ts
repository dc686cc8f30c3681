import type { Clock } from "./clock.ts";

/** The longest that others may come first, as a multiple of the time in which the database must answer. */
const MOST = 4;

/**
 * How long an exchange waits for the database. The time begins anew whenever another writer came
 * first: the database has answered, and one fewer competes. So no call fails for a race alone that
 * many instances run at once, as when all of them start.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #waitMs: number;
  readonly #sinceMs: number;
  #signal: AbortSignal;

  /** @param waitMs - The time in which the database must answer, in milliseconds. */
  constructor(clock: Clock, waitMs: number) {
    this.#clock = clock;
    this.#waitMs = waitMs;
    this.#sinceMs = clock.monotonic();
    this.#signal = clock.timeout(waitMs);
  }

  /** Aborted when the time is over; another one after a lost race. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Notes that another writer came first. */
  lostRace(): void {
    const elapsedMs = this.#clock.monotonic() - this.#sinceMs;
    if (elapsedMs < MOST * this.#waitMs) this.#signal = this.#clock.timeout(this.#waitMs);
  }
}
