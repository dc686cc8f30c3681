/** How often time is counted, in milliseconds. */
const TICK_MS = 50;
/** A held-up process's time counts at least this part of what has passed. */
const LEAST_PART = 1 / 4;

/**
 * Timeouts by the time in which this process runs.
 *
 * Timers go on while the event loop is held up, by another call's large request or for want of CPU,
 * and come before answers that arrived meanwhile: an instance would take its own slowness for its
 * database's, and fail most where most is asked of it. So each turn of the loop counts for a tick,
 * however long it took, up to four times that.
 */
export class RunningTime {
  readonly #monotonic: () => number;
  readonly #due = new Map<number, AbortController[]>();
  #ticks = 0;
  #countedMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param monotonic milliseconds on a clock that never goes back */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** A signal that is aborted after a time in milliseconds, or up to a tick later. */
  timeout(ms: number): AbortSignal {
    this.#start();
    const controller = new AbortController();
    const at = this.#ticks + Math.ceil(ms / TICK_MS) + 1;
    const due = this.#due.get(at);
    if (due === undefined) this.#due.set(at, [controller]);
    else due.push(controller);
    return controller.signal;
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    this.#countedMs = this.#monotonic();
    this.#timer = setInterval(() => this.#count(), TICK_MS).unref();
  }

  #count(): void {
    const nowMs = this.#monotonic();
    const least = Math.floor(((nowMs - this.#countedMs) * LEAST_PART) / TICK_MS);
    this.#countedMs = nowMs;
    for (let left = Math.max(1, least); left > 0; left -= 1) this.#tick();
    if (this.#due.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    this.#ticks += 1;
    const due = this.#due.get(this.#ticks) ?? [];
    this.#due.delete(this.#ticks);
    for (const controller of due) controller.abort(new DOMException("Too late.", "TimeoutError"));
  }
}
