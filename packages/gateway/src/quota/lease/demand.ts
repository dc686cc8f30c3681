/** What was asked, fading with time: the recent counts, the older less and less. */
export type Asked = {
  readonly tokens: number;
  /** How many calls asked them. */
  readonly calls: number;
  /** The most that was asked at once. */
  readonly largest: number;
  /** Since when this is counted, and until when, in milliseconds on one clock. */
  readonly sinceMs: number;
  readonly atMs: number;
};

/** How much is asked. */
export interface Demand {
  readonly perMinute: number;
  /** How many calls count for it, the older less and less. */
  readonly calls: number;
  /** What a call asks on average, and at most. */
  readonly mean: number;
  readonly largest: number;
  /** Whether it is likely to go on: one call is no demand, and a burst of them may be all there is. */
  readonly isLasting: boolean;
}

/** A lease is for at least so many calls; a caller who makes fewer pays each by itself, and strands nothing. */
export const FEWEST_CALLS = 3;
/** A rate is not guessed from less than this time, in milliseconds: a burst would look like a flood. */
const SHORTEST_MS = 1_000;
/** How much longer the largest is remembered: what large calls there are may be few. */
const LONGER = 10;
/** What is left of so little is nothing. */
const NOTHING = 0.01;
const MS_PER_MINUTE = 60_000;

export function noneAsked(nowMs: number): Asked {
  return { tokens: 0, calls: 0, largest: 0, sinceMs: nowMs, atMs: nowMs };
}

/** More is asked. @param memoryMs - What was asked so long ago counts a third. */
export function askedMore(
  asked: Asked,
  more: Pick<Asked, "tokens" | "calls" | "largest"> & { readonly nowMs: number },
  memoryMs: number,
): Asked {
  const { tokens, calls, largest, sinceMs, atMs } = faded(asked, more.nowMs, memoryMs);
  return {
    tokens: tokens + more.tokens,
    calls: calls + more.calls,
    largest: Math.max(largest, more.largest),
    sinceMs,
    atMs,
  };
}

/** How much is asked, by what was. @param of - `useMs`: for how long a lease could be used. */
export function demandOf(
  asked: Asked,
  nowMs: number,
  of: { readonly memoryMs: number; readonly useMs: number },
): Demand {
  const { memoryMs, useMs } = of;
  const { tokens, calls, largest, sinceMs } = faded(asked, nowMs, memoryMs);
  // What has been counted for a short time only has not had the time to add up.
  const ageMs = Math.max(SHORTEST_MS, nowMs - sinceMs);
  const countedMs = memoryMs * (1 - Math.exp(-ageMs / memoryMs));
  const isLasting = (calls * useMs) / memoryMs >= FEWEST_CALLS;
  const mean = calls > 0 ? tokens / calls : 0;
  return { perMinute: (tokens * MS_PER_MINUTE) / countedMs, calls, mean, largest, isLasting };
}

function faded(asked: Asked, nowMs: number, memoryMs: number): Asked {
  if (nowMs <= asked.atMs) return asked;
  const left = Math.exp((asked.atMs - nowMs) / memoryMs);
  const tokens = asked.tokens * left;
  if (tokens < NOTHING) return noneAsked(nowMs);
  const calls = asked.calls * left;
  const largest = asked.largest * left ** (1 / LONGER);
  return { tokens, calls, largest, sinceMs: asked.sinceMs, atMs: nowMs };
}
