import type { LeasePart } from "./account.ts";
import { FEWEST_CALLS, type Demand } from "./demand.ts";
import { LEASE_MS } from "./lease-time.ts";
import type { Limit } from "../limit.ts";
import { beside } from "./account.ts";
import { fairRefill, type Sharers } from "./sharing.ts";

/** What a lease is above what the caller seems to need, as its calls don't come evenly. */
const MARGIN = 1.25;
/** The least that a lease holds, as a part of its time of the caller's demand: calls come unevenly, and refill only evenly. */
const SLACK = 0.4;
const MS_PER_MINUTE = 60_000;

/** What an instance may lease of a limit. */
export interface LeaseClaim {
  readonly demand: Demand;
  /** The demand as the others know it: tokens a minute. */
  readonly asks: number;
  /** What others have leased. */
  readonly others: readonly LeasePart[];
  /** Those who share the limit, whether they have leased or not. */
  readonly sharers: Sharers;
  /** Tokens that are there for it. */
  readonly tokens: number;
  /** How long the lease is good for, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * The part of a limit's bucket that an instance may take for itself: refill by its demand, at most
 * its fair share; and room for tokens, for the rest of its demand, at most half of an equal
 * share, so that half of the bucket is always there for whoever comes next. Nothing for a caller
 * whose calls are too few, or too large to be paid from such a part.
 */
export function shareOf(limit: Limit, claim: LeaseClaim): LeasePart | undefined {
  const { demand, asks, others, sharers, tokens, leaseMs } = claim;
  const { perMinute, mean, largest, isLasting } = demand;
  const most = limit.capacity / (2 * equalsOf(perMinute, sharers));
  const inOneLease = (perMinute * leaseMs) / MS_PER_MINUTE;
  const fewest = FEWEST_CALLS * mean;
  const isShort = leaseMs < LEASE_MS;
  if (!isLasting || mean > most || (isShort && inOneLease < fewest)) return undefined;
  const refillPerMinute = Math.min(
    fairRefill(limit, asks, sharers),
    beside(limit, others).refillPerMinute,
  );
  const refilled = (refillPerMinute * leaseMs) / MS_PER_MINUTE;
  const fromTokens = Math.max(0, inOneLease * MARGIN - refilled);
  const slack = inOneLease * SLACK;
  // Where little is left to whoever comes next, a lease that holds one call alone would lose what comes before that is made.
  const highest = isShort ? Math.max(most, Math.min(2 * most, 2 * mean)) : most;
  const capacity = Math.min(highest, Math.max(fromTokens, slack, FEWEST_CALLS * largest));
  if (isShort && refilled + Math.min(capacity, tokens) < fewest) return undefined;
  return { capacity, refillPerMinute };
}

/** How many such as the claimant share a limit, itself too: who asks less counts for less. */
function equalsOf(perMinute: number, sharers: Sharers): number {
  return sharers.reduce(
    (sum, { weight, demand }) => sum + weight * Math.min(1, demand / (weight * perMinute)),
    1,
  );
}
