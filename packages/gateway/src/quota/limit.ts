import type { CostClass } from "./cost.ts";
import type { BucketSize } from "./token-bucket.ts";

const MINUTES = { second: 1 / 60, minute: 1, hour: 60, day: 1440 } as const;
export type Unit = keyof typeof MINUTES;

/** What else there is to say of a window. */
export interface WindowOptions {
  /** How much at once, instead of the whole amount: tokens, > 0. @default the amount */
  readonly burst?: number;
  /**
   * What happens while the database can't be reached. `closed`: calls are refused. `open`: each
   * instance admits once, per time that the window takes to fill, up to half of what it holds,
   * and then refuses: the one exception to exactness, bounded by instances × half a window.
   * A call passes only if all of its limits are open. @default "closed"
   */
  readonly whenUnreachable?: "closed" | "open";
}

/** So many per unit of time: a bucket that fills once in that time. */
export interface Window extends BucketSize {
  readonly unit: Unit;
  readonly opens?: true;
}

/** A window of one class, under the name by which refusals and records know it. */
export interface Limit extends BucketSize {
  readonly name: string;
  readonly class: CostClass;
  /** The part of a caller's costs that it limits; all of them without it. */
  readonly on?: { readonly callable: string } | { readonly collection: string };
  /** Whether it is open, within its bound, while the database can't be reached. */
  readonly opens?: true;
  /** The most that a call may ever cost, where the capacity may grow: tokens. @default the capacity */
  readonly most?: number;
}

/**
 * A window: `amount` per unit of time, evenly refilled, and as much at once after a pause. What
 * is spent within any such time is at most twice the amount: what was there, and what came.
 *
 * @throws RangeError for what is not a number above 0.
 */
export function per(unit: Unit, amount: number, options: WindowOptions = {}): Window {
  const { burst = amount, whenUnreachable = "closed" } = options;
  for (const tokens of [amount, burst]) {
    if (!Number.isFinite(tokens) || tokens <= 0) {
      throw new RangeError(`A limit per ${unit} must be a number above 0, not ${String(tokens)}.`);
    }
  }
  const opens = whenUnreachable === "open" && ({ opens: true } as const);
  return { unit, capacity: burst, refillPerMinute: amount / MINUTES[unit], ...opens };
}

export const perSecond = (amount: number, options?: WindowOptions) =>
  per("second", amount, options);
export const perMinute = (amount: number, options?: WindowOptions) =>
  per("minute", amount, options);
export const perHour = (amount: number, options?: WindowOptions) => per("hour", amount, options);
export const perDay = (amount: number, options?: WindowOptions) => per("day", amount, options);

/** The limits that windows make. @param of - The part of the costs, as it starts their names. */
export function limitsOf(
  costClass: CostClass,
  windows: readonly Window[],
  on?: Limit["on"],
): readonly Limit[] {
  const part = on === undefined ? "" : `${"callable" in on ? on.callable : on.collection} `;
  return windows.map(({ unit, ...size }) => ({
    name: `${part}${costClass}-per-${unit}`,
    class: costClass,
    ...size,
    ...(on && { on }),
  }));
}
