import { PrefixSums } from "./prefix-sums.ts";
import type { BucketSize } from "../src/quota/token-bucket.ts";

const MS_PER_MINUTE = 60_000;

/** One admitted cost, as an observer sees it: it was admitted at some time between the two, in milliseconds. */
export interface Admitted {
  readonly askedMs: number;
  readonly answeredMs: number;
  /** The cost: an estimate at first, and later the real one. */
  amount: number;
}

/**
 * The most by which the costs that were surely admitted within a window exceed capacity + rate ×
 * window, over all windows; -Infinity for an empty log.
 *
 * The worst window begins when something was asked and ends when something was answered. All such
 * beginnings are tried from the last to the first, each with all that was asked since.
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
