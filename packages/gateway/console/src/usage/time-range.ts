import { dateTime } from "../format.ts";

/** What time the page looks at. */
export interface TimeRange {
  readonly name: string;
  /** How it stands in the page's address. */
  readonly about: Readonly<Record<"minutes", string> | Record<"from" | "to", string>>;
  readonly spanMs: number;
  /** When it ends, in milliseconds since 1970; absent of one that ends now. */
  readonly toMs?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LAST_HOUR = last("hour", HOUR_MS);

/** Those that end now. */
export const TIME_RANGES: readonly TimeRange[] = [
  last("15 minutes", HOUR_MS / 4),
  LAST_HOUR,
  last("6 hours", 6 * HOUR_MS),
  last("24 hours", 24 * HOUR_MS),
  last("7 days", 7 * 24 * HOUR_MS),
  last("30 days", 30 * 24 * HOUR_MS),
];

function last(span: string, spanMs: number): TimeRange {
  return { name: `Last ${span}`, about: { minutes: String(spanMs / MINUTE_MS) }, spanMs };
}

/** The range that an address names; the last hour where it names none. */
export function timeRangeOf(about: Readonly<Record<string, string>>): TimeRange {
  const { from = "", to = "", minutes } = about;
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  if (fromMs < toMs) {
    const [start, end] = [dateTime(from), dateTime(to)];
    // The same day is told once.
    const name = `${start} – ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
    return { name, about: { from, to }, spanMs: toMs - fromMs, toMs };
  }
  return (
    TIME_RANGES.find((range) => "minutes" in range.about && range.about.minutes === minutes) ??
    LAST_HOUR
  );
}

/** The part of an address that names a time. */
export function aboutTime(fromMs: number, toMs: number): Record<"from" | "to", string> {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
