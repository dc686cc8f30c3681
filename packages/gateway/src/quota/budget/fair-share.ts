/** Somebody with a claim to a part of something. */
export interface Claim {
  /** Relative to the others': a number > 0. */
  readonly weight: number;
  /** The most that it can use. */
  readonly demand: number;
}

/**
 * What is there for one who could use everything, beside others with their claims: its weighted
 * max-min fair share. Nobody gets more than it can use; what some leave, the others share by their
 * weights; so nobody can have more without taking it from somebody who has less for its weight.
 */
export function fairShare(pool: number, weight: number, others: readonly Claim[]): number {
  let [left, weights] = [pool, others.reduce((sum, claim) => sum + claim.weight, weight)];
  // Those first who are the first to be satisfied as the level rises.
  for (const claim of others.toSorted((a, b) => a.demand / a.weight - b.demand / b.weight)) {
    const level = left / weights;
    if (claim.demand / claim.weight >= level) break;
    left -= claim.demand;
    weights -= claim.weight;
  }
  return Math.max(0, (left / weights) * weight);
}
