const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A count as it fits a tile: 1,234 is 1.2K. */
export function compact(count: number): string {
  return COMPACT.format(count);
}

export function whole(count: number): string {
  return WHOLE.format(count);
}

/** A share from 0 to 1. */
export function percent(share: number): string {
  return share > 0 && share < 0.01 ? "< 1 %" : `${WHOLE.format(share * 100)} %`;
}

/** Milliseconds. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${WHOLE.format(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** Milliseconds since 1970, in the time of the machine. */
export function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function dateTime(text: string): string {
  return new Date(text).toLocaleString();
}
