import type { Limit } from "../limit.ts";
import type { Debit } from "../spending.ts";

/** The part of a limit that an instance may admit while the database can't be reached. */
const PART = 1 / 2;
const MS_PER_MINUTE = 60_000;

/**
 * What an instance admits on its own while the database can't be reached, of limits that are
 * declared open: half of what each holds, once in the time that it takes to fill.
 */
export class OpenMeter {
  readonly #windows = new Map<string, { readonly endsAtMs: number; left: number }>();

  /** Takes all of the debits, or none. Times are monotonic. */
  take(debits: readonly Debit[], nowMs: number): boolean {
    const mayOpen = debits.every(
      ({ limit, amount }) => limit.opens === true && this.#window(limit, nowMs).left >= amount,
    );
    if (mayOpen) for (const { limit, amount } of debits) this.#window(limit, nowMs).left -= amount;
    return mayOpen;
  }

  #window(limit: Limit, nowMs: number): { left: number } {
    const known = this.#windows.get(limit.name);
    if (known !== undefined && nowMs < known.endsAtMs) return known;
    const { capacity, refillPerMinute } = limit;
    const endsAtMs = nowMs + (capacity / refillPerMinute) * MS_PER_MINUTE;
    const window = { endsAtMs, left: capacity * PART };
    this.#windows.set(limit.name, window);
    return window;
  }
}
