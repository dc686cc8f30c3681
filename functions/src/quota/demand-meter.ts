import type { Demand } from "./share.ts";
import type { Debit } from "./spending.ts";

/** What was asked so long ago, in milliseconds, counts a third. */
const MEMORY_MS = 4_000;
const MS_PER_MINUTE = 60_000;

interface Meter {
  /** Tokens asked for, fading. */
  tokens: number;
  largest: number;
  atMs: number;
}

/** How much of each limit a caller asks, by what it asked in the last seconds. */
export class DemandMeter {
  readonly #meters = new Map<string, Meter>();

  add(debits: readonly Debit[], nowMs: number): void {
    for (const { limit, amount } of debits) {
      const meter = this.#faded(limit.name, nowMs);
      meter.tokens += amount;
      meter.largest = Math.max(meter.largest, amount);
    }
  }

  of(limitName: string, nowMs: number): Demand {
    const { tokens, largest } = this.#faded(limitName, nowMs);
    return { perMinute: (tokens * MS_PER_MINUTE) / MEMORY_MS, largest };
  }

  #faded(limitName: string, nowMs: number): Meter {
    let meter = this.#meters.get(limitName);
    if (meter === undefined) {
      meter = { tokens: 0, largest: 0, atMs: nowMs };
      this.#meters.set(limitName, meter);
    }
    if (nowMs > meter.atMs) {
      const left = Math.exp((meter.atMs - nowMs) / MEMORY_MS);
      meter.tokens *= left;
      meter.largest *= left;
      meter.atMs = nowMs;
    }
    return meter;
  }
}
