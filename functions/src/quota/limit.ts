import type { CostClass } from "./cost.ts";
import type { BucketSize } from "./token-bucket.ts";

const MINUTES = { second: 1 / 60, minute: 1, hour: 60, day: 1440 } as const;
export type Unit = keyof typeof MINUTES;

/** So many per unit of time: a bucket that fills once in that time. */
export interface Window extends BucketSize {
  readonly unit: Unit;
}

/** A window of one class, under the name by which refusals and records know it. */
export interface Limit extends BucketSize {
  readonly name: string;
  readonly class: CostClass;
  /** The part of a caller's costs that it limits; all of them without it. */
  readonly on?: { readonly callable: string } | { readonly collection: string };
}

/**
 * A window: `amount` per unit of time, evenly refilled, and as much at once after a pause. What
 * is spent within any such time is at most twice the amount: what was there, and what came.
 *
 * @param burst - How much at once instead of the whole amount: tokens, > 0.
 */
export function per(unit: Unit, amount: number, burst = amount): Window {
  for (const tokens of [amount, burst]) {
    if (!Number.isFinite(tokens) || tokens <= 0) {
      throw new RangeError(`A limit per ${unit} must be a number above 0, not ${String(tokens)}.`);
    }
  }
  return { unit, capacity: burst, refillPerMinute: amount / MINUTES[unit] };
}

export const perSecond = (amount: number, burst?: number): Window => per("second", amount, burst);
export const perMinute = (amount: number, burst?: number): Window => per("minute", amount, burst);
export const perHour = (amount: number, burst?: number): Window => per("hour", amount, burst);
export const perDay = (amount: number, burst?: number): Window => per("day", amount, burst);
