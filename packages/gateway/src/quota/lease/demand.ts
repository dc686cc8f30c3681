/** What calls have asked of a limit, fading exponentially with time. */
export type FadingDemand = {
  /** The tokens that were asked. */
  readonly tokens: number;
  /** The number of calls that asked them. */
  readonly calls: number;
  /** The most tokens that one call has asked. */
  readonly largest: number;
  /** Since when this is counted, in milliseconds on the clock of whoever counts. */
  readonly sinceMs: number;
  /** Until when this is counted, on the same clock. */
  readonly atMs: number;
};

/** The demand on a limit. */
export interface Demand {
  /** Tokens per minute. */
  readonly perMinute: number;
  /** The fading number of calls. */
  readonly calls: number;
  /** The tokens that a call asks on average. */
  readonly mean: number;
  /** The most tokens that a call asks. */
  readonly largest: number;
  /** Whether enough calls are to be expected for a lease: one call, or a short burst, is no lasting demand. */
  readonly isLasting: boolean;
}

/** The fewest calls that a lease is for: a caller that makes fewer is charged for each, and no tokens are stranded. */
export const FEWEST_CALLS = 3;
/** The shortest time from which a rate is estimated, in milliseconds: a short burst would look like a high rate. */
const SHORTEST_MS = 1_000;
/** The largest call is remembered longer by this factor, as large calls may be few. */
const LONGER = 10;
/** Fewer tokens than this count as none. */
const NOTHING = 0.01;
const MS_PER_MINUTE = 60_000;

/** No demand so far. */
export function noneAsked(nowMs: number): FadingDemand {
  return { tokens: 0, calls: 0, largest: 0, sinceMs: nowMs, atMs: nowMs };
}

/** The demand with more calls. @param memoryMs - The time, in milliseconds, after which a call counts for a third. */
export function askedMore(
  asked: FadingDemand,
  more: Pick<FadingDemand, "tokens" | "calls" | "largest"> & { readonly nowMs: number },
  memoryMs: number,
): FadingDemand {
  const { tokens, calls, largest, sinceMs, atMs } = faded(asked, more.nowMs, memoryMs);
  return {
    tokens: tokens + more.tokens,
    calls: calls + more.calls,
    largest: Math.max(largest, more.largest),
    sinceMs,
    atMs,
  };
}

/** Estimates the demand. @param span - `memoryMs`: as in {@link askedMore}. `useMs`: the duration of the lease that it is for, in milliseconds. */
export function demandOf(
  asked: FadingDemand,
  nowMs: number,
  span: { readonly memoryMs: number; readonly useMs: number },
): Demand {
  const { memoryMs, useMs } = span;
  const { tokens, calls, largest, sinceMs } = faded(asked, nowMs, memoryMs);
  // Over a short time, less has added up than the exponential average would have.
  const ageMs = Math.max(SHORTEST_MS, nowMs - sinceMs);
  const countedMs = memoryMs * (1 - Math.exp(-ageMs / memoryMs));
  const isLasting = (calls * useMs) / memoryMs >= FEWEST_CALLS;
  const mean = calls > 0 ? tokens / calls : 0;
  return { perMinute: (tokens * MS_PER_MINUTE) / countedMs, calls, mean, largest, isLasting };
}

function faded(asked: FadingDemand, nowMs: number, memoryMs: number): FadingDemand {
  if (nowMs <= asked.atMs) return asked;
  const left = Math.exp((asked.atMs - nowMs) / memoryMs);
  const tokens = asked.tokens * left;
  if (tokens < NOTHING) return noneAsked(nowMs);
  const calls = asked.calls * left;
  const largest = asked.largest * left ** (1 / LONGER);
  return { tokens, calls, largest, sinceMs: asked.sinceMs, atMs: nowMs };
}
