/** How far back the page looks. */
export interface TimeRange {
  readonly name: string;
  readonly spanMs: number;
}

const HOUR_MS = 3_600_000;
const LAST_HOUR: TimeRange = { name: "Last hour", spanMs: HOUR_MS };

export const TIME_RANGES: readonly TimeRange[] = [
  { name: "Last 15 minutes", spanMs: HOUR_MS / 4 },
  LAST_HOUR,
  { name: "Last 6 hours", spanMs: 6 * HOUR_MS },
  { name: "Last 24 hours", spanMs: 24 * HOUR_MS },
  { name: "Last 7 days", spanMs: 7 * 24 * HOUR_MS },
  { name: "Last 30 days", spanMs: 30 * 24 * HOUR_MS },
];

/** The range of so many minutes; the last hour where there is none such. */
export function timeRangeOf(minutes: string | undefined): TimeRange {
  return TIME_RANGES.find(({ spanMs }) => String(spanMs / 60_000) === minutes) ?? LAST_HOUR;
}
