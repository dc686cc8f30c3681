const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
/** In the time of the machine, and in the order of all other languages' dates: 2026-11-27 03:05. */
const DATE = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "short" });
const CLOCK = new Intl.DateTimeFormat("sv", { timeStyle: "short" });

/** A count as it fits an axis: 1,234 is 1.2K. */
export function compact(count: number): string {
  return COMPACT.format(count);
}

export function whole(count: number): string {
  return WHOLE.format(count);
}

/** A share from 0 to 1. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "< 1 %";
  // What is nearly all is not all.
  return `${WHOLE.format(share < 1 ? Math.min(99, Math.round(share * 100)) : 100)} %`;
}

/** Milliseconds. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${WHOLE.format(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** Milliseconds since 1970, as 03:05. */
export function clockTime(ms: number): string {
  return CLOCK.format(ms);
}

/** A time in RFC 3339, as 2026-11-27 03:05. */
export function dateTime(text: string): string {
  return DATE.format(Date.parse(text));
}
