import type { CostClass } from "./cost.ts";
import type { BucketSize } from "./token-bucket.ts";

/** The minutes in each unit of time. */
const MINUTES = { second: 1 / 60, minute: 1, hour: 60, day: 1440 } as const;
export type Unit = keyof typeof MINUTES;

/** The optional parts of a window. */
export interface WindowOptions {
  /** The most at once, instead of the whole amount: tokens, > 0. @default the amount */
  readonly burst?: number;
  /**
   * What happens while the database can't be reached. `closed`: calls are refused. `open`: in each
   * time that the window takes to fill, each instance admits up to half of what it holds, and then
   * refuses. This is the one exception to exactness, bounded by instances × half a window. A call
   * passes only if all of its limits are open. @default "closed"
   */
  readonly whenUnreachable?: "closed" | "open";
}

/** An amount per unit of time: a bucket that is filled with it once in that time. */
export interface Window extends BucketSize {
  readonly unit: Unit;
  /** Whether it is open, within its bound, while the database can't be reached. */
  readonly opens?: true;
}

/** A window of one class, under the name by which refusals and records know it. */
export interface Limit extends BucketSize {
  readonly name: string;
  readonly class: CostClass;
  /** The part of a caller's costs that it limits. @default all of them */
  readonly scope?: { readonly callable: string } | { readonly collection: string };
  /** Whether it is open, within its bound, while the database can't be reached. */
  readonly opens?: true;
  /** The most tokens that a call may ever take, where the capacity may grow. @default the capacity */
  readonly most?: number;
}

/**
 * A window of `amount` per unit of time, refilled evenly. Within any such time, at most twice the
 * amount is admitted: what the bucket held, and what was refilled.
 *
 * @throws RangeError for an amount or a burst that is not a number above 0.
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

/** The limits of a class that windows declare. @param scope - The part of the costs that they limit, which their names begin with. */
export function limitsOf(
  costClass: CostClass,
  windows: readonly Window[],
  scope?: Limit["scope"],
): readonly Limit[] {
  const part =
    scope === undefined ? "" : `${"callable" in scope ? scope.callable : scope.collection} `;
  return windows.map(({ unit, ...size }) => ({
    name: `${part}${costClass}-per-${unit}`,
    class: costClass,
    ...size,
    ...(scope && { scope }),
  }));
}
