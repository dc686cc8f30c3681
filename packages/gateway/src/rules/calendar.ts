import type { Value } from "../values/value.ts";
import { toMillis } from "./arithmetic.ts";
import type { Evaluated } from "./rule-value.ts";

/** `time.year()`. */
export function yearOf(time: Evaluated): number | undefined {
  return dateOf(time)?.getUTCFullYear();
}

/** `time.month()`, from 1. */
export function monthOf(time: Evaluated): number | undefined {
  const date = dateOf(time);
  return date && date.getUTCMonth() + 1;
}

/** `time.day()`, of the month, from 1. */
export function dayOf(time: Evaluated): number | undefined {
  return dateOf(time)?.getUTCDate();
}

/** `time.dayOfWeek()`, from Monday, 1. */
export function dayOfWeek(time: Evaluated): number | undefined {
  const date = dateOf(time);
  return date && ((date.getUTCDay() + 6) % 7) + 1;
}

/** `time.hours()`. */
export function hoursOf(time: Evaluated): number | undefined {
  return dateOf(time)?.getUTCHours();
}

/** `time.minutes()`. */
export function minutesOf(time: Evaluated): number | undefined {
  return dateOf(time)?.getUTCMinutes();
}

/** `time.seconds()`. */
export function secondsOf(time: Evaluated): number | undefined {
  return dateOf(time)?.getUTCSeconds();
}

/** `time.date()`: when its day began. */
export function startOfDay(time: Evaluated): Value | undefined {
  const day = dateOf(time)?.toISOString().slice(0, 10);
  return day === undefined ? undefined : { $timestamp: `${day}T00:00:00.000000Z` };
}

/** In UTC, as rules count. */
function dateOf(time: Evaluated): Date | undefined {
  const ms = toMillis(time);
  return ms === undefined ? undefined : new Date(ms);
}
