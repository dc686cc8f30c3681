import { PrefixSums } from "./prefix-sums.ts";
import type { BucketSize } from "../src/quota/token-bucket.ts";

const MS_PER_MINUTE = 60_000;

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
 *
 * Windows begin where something was asked and end where something was answered: one beginning
 * after the other, from the last to the first, each with all that was asked since.
 */
export function excess(
  log: readonly Admitted[],
  { capacity, refillPerMinute }: BucketSize,
): number {
  const byAnswer = log.toSorted((a, b) => a.answeredMs - b.answeredMs);
  const places = new Map(byAnswer.map((admitted, place) => [admitted, place]));
  const sums = new PrefixSums(log.length);
  const refill = (ms: number) => (ms * refillPerMinute) / MS_PER_MINUTE;
  let most = -Infinity;
  for (const admitted of log.toSorted((a, b) => b.askedMs - a.askedMs)) {
    const { askedMs, answeredMs, amount } = admitted;
    sums.put(places.get(admitted) as number, amount, -refill(answeredMs));
    most = Math.max(most, sums.highest + refill(askedMs) - capacity);
  }
  return most;
}
