import type { BucketSize } from "../token-bucket.ts";

/** One admitted cost, as somebody outside sees it: admitted at some time between the two. */
export interface Admitted {
  readonly askedMs: number;
  readonly answeredMs: number;
  /** What it came to may be learned later. */
  amount: number;
}

/**
 * The most by which the costs that were surely admitted within a window exceed capacity + rate ×
 * window, over all windows; -Infinity for an empty log.
 */
export function excess(
  log: readonly Admitted[],
  { capacity, refillPerMinute }: BucketSize,
): number {
  const byAnswer = log.toSorted((a, b) => a.answeredMs - b.answeredMs);
  let most = -Infinity;
  for (const { askedMs: fromMs } of log) {
    let sum = 0;
    for (const { askedMs, answeredMs, amount } of byAnswer) {
      if (askedMs < fromMs) continue;
      sum += amount;
      most = Math.max(most, sum - capacity - ((answeredMs - fromMs) * refillPerMinute) / 60_000);
    }
  }
  return most;
}
