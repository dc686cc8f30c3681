import { normalizeTimestamp } from "../values/timestamp.ts";
import { typeOf } from "../values/compare.ts";
import { Duration, plainValue, type Evaluated } from "./rule-value.ts";

/** Milliseconds of each unit of `duration.value(n, unit)`. */
const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

export type DurationUnit = keyof typeof UNITS;

/** `duration.value(count, unit)`. */
export function duration(count: Evaluated, unit: DurationUnit): Duration | undefined {
  return typeof count === "number" ? new Duration(count * UNITS[unit]) : undefined;
}

/** `a + b`: of numbers, of texts, of a time or a duration and a duration, of lists. */
export function plus(a: Evaluated, b: Evaluated): Evaluated {
  if (typeof a === "number" && typeof b === "number") return exactly(a + b);
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.ms + b.ms);
  if (b instanceof Duration) return shifted(a, b.ms);
  return a instanceof Duration ? shifted(b, a.ms) : undefined;
}

/** `a - b`: of numbers, of two times, of a time or a duration and a duration. */
export function minus(a: Evaluated, b: Evaluated): Evaluated {
  if (typeof a === "number" && typeof b === "number") return exactly(a - b);
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.ms - b.ms);
  if (b instanceof Duration) return shifted(a, -b.ms);
  const [left, right] = [timeOf(a), timeOf(b)];
  return left === undefined || right === undefined
    ? undefined
    : new Duration(millisecondsOf(left) - millisecondsOf(right));
}

/** `a * b`, of numbers. */
export function times(a: Evaluated, b: Evaluated): number | undefined {
  return typeof a === "number" && typeof b === "number" ? exactly(a * b) : undefined;
}

/** `time.toMillis()`. */
export function toMillis(value: Evaluated): number | undefined {
  const time = timeOf(value);
  return time === undefined ? undefined : Math.floor(millisecondsOf(time));
}

/** What floats round is not said. */
function exactly(number: number): number | undefined {
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

function timeOf(value: Evaluated): string | undefined {
  const plain = plainValue(value);
  if (plain === undefined || typeOf(plain) !== "timestamp") return undefined;
  return (plain as { readonly $timestamp: string }).$timestamp;
}

/** With the microseconds as its fraction. */
function millisecondsOf(time: string): number {
  return Date.parse(`${time.slice(0, 23)}Z`) + Number(time.slice(23, 26)) / 1000;
}

/** The time so many milliseconds later; its microseconds stay as they are. */
function shifted(value: Evaluated, ms: number): Evaluated {
  const time = timeOf(value);
  if (time === undefined || !Number.isInteger(ms)) return undefined;
  const moved = new Date(Date.parse(`${time.slice(0, 23)}Z`) + ms);
  if (Number.isNaN(moved.getTime())) return undefined;
  const text = normalizeTimestamp(`${moved.toISOString().slice(0, -1)}${time.slice(23)}`);
  return text === undefined ? undefined : { $timestamp: text };
}
