import { SPAN_MS } from "../../../src/usage/usage-window.ts";
import type { LoadedUsage } from "./load-usage.ts";

/** When each window of a range begins, in milliseconds since 1970, those without calls too. */
export function windowTimes({
  fromMs,
  toMs,
  resolution,
}: Pick<LoadedUsage, "fromMs" | "toMs" | "resolution">): readonly number[] {
  const windowMs = SPAN_MS[resolution];
  const first = Math.floor(fromMs / windowMs) * windowMs;
  const count = Math.ceil((toMs - first) / windowMs);
  return Array.from({ length: count }, (_, index) => first + index * windowMs);
}
