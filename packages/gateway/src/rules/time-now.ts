import type { Value } from "../values/value.ts";

/** `request.time` to the millisecond, for what is decided by the caller alone. */
export function timeNow(): Value {
  return { $timestamp: `${new Date().toISOString().slice(0, -1)}000Z` };
}
