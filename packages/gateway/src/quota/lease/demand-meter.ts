import { askedMore, demandOf, noneAsked, type FadingDemand, type Demand } from "./demand.ts";
import { LEASE_MS } from "./lease-time.ts";

/** Calls of this time, in milliseconds, are added up before the average is computed, as every call is counted here. */
const TICK_MS = 50;

interface LimitMeter {
  asked: FadingDemand;
  /** Tokens that are not in the average yet. */
  tokens: number;
  calls: number;
  largest: number;
  /** All since it was drained. */
  total: DemandTotal;
}

/** Tokens and calls, without fading. */
export type DemandTotal = Pick<FadingDemand, "tokens" | "calls">;

const NOTHING: DemandTotal = { tokens: 0, calls: 0 };

/** Measures the demand on each limit. All times are in milliseconds on the instance's monotonic clock. */
export class DemandMeter {
  readonly #memoryMs: number;
  readonly #meters = new Map<string, LimitMeter>();

  /** @param memoryMs - The time, in milliseconds, after which a call counts for a third. */
  constructor(memoryMs: number) {
    this.#memoryMs = memoryMs;
  }

  /** Counts a call that asks tokens of a limit. */
  add(limitName: string, amount: number, nowMs: number): void {
    const meter = this.#meter(limitName, nowMs);
    meter.tokens += amount;
    meter.calls += 1;
    if (amount > meter.largest) meter.largest = amount;
    if (nowMs > meter.asked.atMs + TICK_MS) this.#count(meter, nowMs);
  }

  /** The demand on a limit now. */
  demand(limitName: string, nowMs: number): Demand {
    const meter = this.#meter(limitName, nowMs);
    this.#count(meter, nowMs);
    return demandOf(meter.asked, nowMs, { memoryMs: this.#memoryMs, useMs: LEASE_MS });
  }

  /** All that was asked of each limit since this was called last. */
  drain(nowMs: number): Readonly<Record<string, DemandTotal>> {
    const drained: Record<string, DemandTotal> = {};
    for (const [name, meter] of this.#meters) {
      this.#count(meter, nowMs);
      if (meter.total.calls > 0) drained[name] = meter.total;
      meter.total = NOTHING;
    }
    return drained;
  }

  #count(meter: LimitMeter, nowMs: number): void {
    const { tokens, calls, largest, total } = meter;
    meter.asked = askedMore(meter.asked, { tokens, calls, largest, nowMs }, this.#memoryMs);
    meter.total = { tokens: total.tokens + tokens, calls: total.calls + calls };
    meter.tokens = meter.calls = meter.largest = 0;
  }

  #meter(limitName: string, nowMs: number): LimitMeter {
    let meter = this.#meters.get(limitName);
    if (meter === undefined) {
      meter = { asked: noneAsked(nowMs), tokens: 0, calls: 0, largest: 0, total: NOTHING };
      this.#meters.set(limitName, meter);
    }
    return meter;
  }
}
