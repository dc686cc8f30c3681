/** How long nobody tries again, in milliseconds, after the database couldn't be reached. */
const PAUSE_MS = 1_000;

/**
 * What an instance knows of the database being out of reach: the first call to find out waits for
 * as long as a call may, those that come after it don't.
 */
export class Outage {
  #retryAtMs = -Infinity;

  begins(nowMs: number): void {
    this.#retryAtMs = nowMs + PAUSE_MS;
  }

  ends(): void {
    this.#retryAtMs = -Infinity;
  }

  /** Whether to try: always, unless there is an outage; then one call at a time. */
  mayTry(nowMs: number): boolean {
    if (nowMs < this.#retryAtMs) return false;
    if (this.#retryAtMs !== -Infinity) this.#retryAtMs = nowMs + PAUSE_MS;
    return true;
  }
}
