import type { LoadedUsage } from "./load-usage.ts";

const WINDOW_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** When each window of a range begins, in milliseconds since 1970, those without calls too. */
export function windowTimes({
  fromMs,
  toMs,
  resolution,
}: Pick<LoadedUsage, "fromMs" | "toMs" | "resolution">): readonly number[] {
  const windowMs = WINDOW_MS[resolution];
  const first = Math.floor(fromMs / windowMs) * windowMs;
  const count = Math.ceil((toMs - first) / windowMs);
  return Array.from({ length: count }, (_, index) => first + index * windowMs);
}
