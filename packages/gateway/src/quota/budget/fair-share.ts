/** A claim to a part of a pool. */
export interface Claim {
  /** The weight relative to other claims: a number > 0. */
  readonly weight: number;
  /** The most that can be used. */
  readonly demand: number;
}

/**
 * The weighted max-min fair share of a pool for a claimant that could use all of it. Nobody gets
 * more than it can use, and what some leave, the others share by their weights: nobody could have
 * more without taking it from one that has less for its weight.
 */
export function fairShare(pool: number, weight: number, others: readonly Claim[]): number {
  let [left, weights] = [pool, others.reduce((sum, claim) => sum + claim.weight, weight)];
  // In the order in which claims are satisfied as the level rises.
  for (const claim of others.toSorted((a, b) => a.demand / a.weight - b.demand / b.weight)) {
    const level = left / weights;
    if (claim.demand / claim.weight >= level) break;
    left -= claim.demand;
    weights -= claim.weight;
  }
  return Math.max(0, (left / weights) * weight);
}
