import { askedMore, demandOf, noneAsked, type Asked, type Demand } from "./demand.ts";
import { LEASE_MS } from "./share.ts";

/** How much of each limit is asked, by what was asked lately. Times are monotonic. */
export class DemandMeter {
  readonly #memoryMs: number;
  readonly #asked = new Map<string, Asked>();

  /** @param memoryMs - What was asked so long ago, in milliseconds, counts a third. */
  constructor(memoryMs: number) {
    this.#memoryMs = memoryMs;
  }

  add(limitName: string, amount: number, nowMs: number): void {
    const asked = this.#asked.get(limitName) ?? noneAsked(nowMs);
    const more = { tokens: amount, largest: amount, nowMs };
    this.#asked.set(limitName, askedMore(asked, more, this.#memoryMs));
  }

  of(limitName: string, nowMs: number): Demand {
    const asked = this.#asked.get(limitName) ?? noneAsked(nowMs);
    return demandOf(asked, nowMs, { memoryMs: this.#memoryMs, useMs: LEASE_MS });
  }
}
