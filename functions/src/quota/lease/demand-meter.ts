import type { Demand } from "./share.ts";

const MS_PER_MINUTE = 60_000;

interface Meter {
  /** Tokens asked for, fading. */
  tokens: number;
  largest: number;
  atMs: number;
}

/** How much of each limit is asked, by what was asked lately. */
export class DemandMeter {
  readonly #memoryMs: number;
  readonly #meters = new Map<string, Meter>();

  /** @param memoryMs - What was asked so long ago, in milliseconds, counts a third. */
  constructor(memoryMs: number) {
    this.#memoryMs = memoryMs;
  }

  add(limitName: string, amount: number, nowMs: number): void {
    const meter = this.#faded(limitName, nowMs);
    meter.tokens += amount;
    meter.largest = Math.max(meter.largest, amount);
  }

  of(limitName: string, nowMs: number): Demand {
    const { tokens, largest } = this.#faded(limitName, nowMs);
    return { perMinute: (tokens * MS_PER_MINUTE) / this.#memoryMs, largest };
  }

  #faded(limitName: string, nowMs: number): Meter {
    let meter = this.#meters.get(limitName);
    if (meter === undefined) {
      meter = { tokens: 0, largest: 0, atMs: nowMs };
      this.#meters.set(limitName, meter);
    }
    if (nowMs > meter.atMs) {
      const left = Math.exp((meter.atMs - nowMs) / this.#memoryMs);
      meter.tokens *= left;
      meter.largest *= left;
      meter.atMs = nowMs;
    }
    return meter;
  }
}
