/** How long the pauses between attempts are. */
export interface FullJitterOptions {
  /** Half of the longest pause after the first attempt, in milliseconds. */
  readonly baseMs: number;
  /** A random number from 0 to below 1. */
  readonly random: () => number;
  /** What no pause exceeds, in milliseconds. @default Infinity */
  readonly maxMs?: number;
}

/**
 * Milliseconds to wait after the n-th attempt: a random part of a time that doubles («full jitter»),
 * so that many who failed together don't come back together.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function fullJitterMs(
  attempt: number,
  { baseMs, random, maxMs = Infinity }: FullJitterOptions,
): number {
  return random() * Math.min(maxMs, baseMs * 2 ** attempt);
}
