import { askedMore, demandOf, noneAsked, type Asked, type Demand } from "./demand.ts";
import { LEASE_MS } from "./share.ts";

/** What is asked within so short a time, in milliseconds, is added up before it is counted: every call comes by here. */
const TICK_MS = 50;

interface Meter {
  asked: Asked;
  /** Not counted yet. */
  tokens: number;
  largest: number;
  /** Since it was drained. */
  total: number;
}

/** How much of each limit is asked, by what was asked lately. Times are monotonic. */
export class DemandMeter {
  readonly #memoryMs: number;
  readonly #meters = new Map<string, Meter>();

  /** @param memoryMs - What was asked so long ago, in milliseconds, counts a third. */
  constructor(memoryMs: number) {
    this.#memoryMs = memoryMs;
  }

  add(limitName: string, amount: number, nowMs: number): void {
    const meter = this.#meter(limitName, nowMs);
    meter.tokens += amount;
    meter.total += amount;
    if (amount > meter.largest) meter.largest = amount;
    if (nowMs > meter.asked.atMs + TICK_MS) this.#count(meter, nowMs);
  }

  of(limitName: string, nowMs: number): Demand {
    const meter = this.#meter(limitName, nowMs);
    this.#count(meter, nowMs);
    return demandOf(meter.asked, nowMs, { memoryMs: this.#memoryMs, useMs: LEASE_MS });
  }

  /** What was asked of each since the last time. */
  drain(): Readonly<Record<string, number>> {
    const totals = [...this.#meters].map(([name, { total }]) => [name, total] as const);
    for (const meter of this.#meters.values()) meter.total = 0;
    return Object.fromEntries(totals.filter(([, total]) => total > 0));
  }

  #count(meter: Meter, nowMs: number): void {
    const { tokens, largest } = meter;
    meter.asked = askedMore(meter.asked, { tokens, largest, nowMs }, this.#memoryMs);
    meter.tokens = meter.largest = 0;
  }

  #meter(limitName: string, nowMs: number): Meter {
    let meter = this.#meters.get(limitName);
    if (meter === undefined) {
      meter = { asked: noneAsked(nowMs), tokens: 0, largest: 0, total: 0 };
      this.#meters.set(limitName, meter);
    }
    return meter;
  }
}
