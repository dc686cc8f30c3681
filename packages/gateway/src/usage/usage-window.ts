import type { usageResolution } from "../api/usage.ts";

/** The length of a window of usage, by name. */
export type Resolution = (typeof usageResolution)["options"][number];

/** The lengths, in milliseconds. */
export const SPAN_MS: Readonly<Record<Resolution, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** A window of time, in UTC. */
export interface TimeWindow {
  readonly resolution: Resolution;
  /** When it began, in milliseconds since 1970. */
  readonly fromMs: number;
}

const ID = /^(minute|hour|day)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z-(.+)$/;

/** When the window began in which a moment is. @param ms since 1970 */
export function startOf(resolution: Resolution, ms: number): number {
  return Math.floor(ms / SPAN_MS[resolution]) * SPAN_MS[resolution];
}

/** The windows that begin in a time, in its order. @param range milliseconds since 1970 */
export function windowsIn(
  resolution: Resolution,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly TimeWindow[] {
  const span = SPAN_MS[resolution];
  const first = Math.ceil(fromMs / span) * span;
  const length = Math.max(0, Math.ceil((toMs - first) / span));
  return Array.from({ length }, (_, n) => ({ resolution, fromMs: first + n * span }));
}

/** What the ids of the records of a window start with: those of one length are in the order of time. */
export function idFrom({ resolution, fromMs }: TimeWindow): string {
  const time = new Date(startOf(resolution, fromMs)).toISOString().slice(0, 16);
  return `${resolution}-${time.replace(/[-:]/g, "")}Z`;
}

/** The window that the id of a record tells, and whose it is; undefined for another id. */
export function windowIn(id: string): (TimeWindow & { readonly instance: string }) | undefined {
  const match = ID.exec(id);
  if (match === null) return undefined;
  const [, resolution, year, month, day, hour, minute, instance] = match as unknown as string[];
  const time = `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}:00Z`;
  return {
    resolution: resolution as Resolution,
    fromMs: Date.parse(time),
    instance: String(instance),
  };
}
