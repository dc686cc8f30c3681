import { askedMore, demandOf, noneAsked, type Asked, type Demand } from "./demand.ts";
import { LEASE_MS } from "./lease-time.ts";

/** What is asked within so short a time, in milliseconds, is added up before it is counted: every call comes by here. */
const TICK_MS = 50;

interface Meter {
  asked: Asked;
  /** Not counted yet. */
  tokens: number;
  calls: number;
  largest: number;
  /** Since it was drained. */
  total: Total;
}

/** What was asked, all in all. */
export type Total = Pick<Asked, "tokens" | "calls">;

const NOTHING: Total = { tokens: 0, calls: 0 };

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
    meter.calls += 1;
    if (amount > meter.largest) meter.largest = amount;
    if (nowMs > meter.asked.atMs + TICK_MS) this.#count(meter, nowMs);
  }

  of(limitName: string, nowMs: number): Demand {
    const meter = this.#meter(limitName, nowMs);
    this.#count(meter, nowMs);
    return demandOf(meter.asked, nowMs, { memoryMs: this.#memoryMs, useMs: LEASE_MS });
  }

  /** What was asked of each since the last time. */
  drain(nowMs: number): Readonly<Record<string, Total>> {
    const drained: Record<string, Total> = {};
    for (const [name, meter] of this.#meters) {
      this.#count(meter, nowMs);
      if (meter.total.calls > 0) drained[name] = meter.total;
      meter.total = NOTHING;
    }
    return drained;
  }

  #count(meter: Meter, nowMs: number): void {
    const { tokens, calls, largest, total } = meter;
    meter.asked = askedMore(meter.asked, { tokens, calls, largest, nowMs }, this.#memoryMs);
    meter.total = { tokens: total.tokens + tokens, calls: total.calls + calls };
    meter.tokens = meter.calls = meter.largest = 0;
  }

  #meter(limitName: string, nowMs: number): Meter {
    let meter = this.#meters.get(limitName);
    if (meter === undefined) {
      meter = { asked: noneAsked(nowMs), tokens: 0, calls: 0, largest: 0, total: NOTHING };
      this.#meters.set(limitName, meter);
    }
    return meter;
  }
}
