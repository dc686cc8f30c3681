import type { Limiter } from "../limiters/limiter.ts";

const MS_PER_MINUTE = 60_000;

/** What became of some calls of one caller. */
export class Outcomes {
  admitted = 0;
  refused = 0;
  /** Calls that got no answer. */
  failed = 0;
  readonly #startMs = performance.now();
  #endMs = this.#startMs;
  readonly #latenciesMs: number[] = [];

  async call(limiter: Limiter): Promise<void> {
    const sentMs = performance.now();
    const isAdmitted = await limiter.admits().catch(() => undefined);
    this.#endMs = performance.now();
    this.#latenciesMs.push(this.#endMs - sentMs);
    if (isAdmitted === undefined) this.failed += 1;
    else if (isAdmitted) this.admitted += 1;
    else this.refused += 1;
  }

  get calls(): number {
    return this.#latenciesMs.length;
  }

  /** How many were admitted above what was there at first, and what came in the time that it took. */
  aboveLimit(perMinute: number): number {
    const minutes = (this.#endMs - this.#startMs) / MS_PER_MINUTE;
    return Math.max(0, this.admitted - Math.floor(perMinute * (1 + minutes)));
  }

  /** How long so large a part of the calls took at most, in milliseconds; those without an answer, too. */
  latencyMs(part: number): number {
    const sorted = this.#latenciesMs.toSorted((a, b) => a - b);
    return sorted[Math.ceil(part * sorted.length) - 1] ?? NaN;
  }
}
