import type { LeasePart } from "./account.ts";
import { FEWEST_CALLS, type Demand } from "./demand.ts";
import type { Limit } from "../limit.ts";
import { beside } from "./account.ts";

/**
 * How long a lease is good for, in milliseconds: within 10 s every instance must know that a
 * limit was changed, and it knows when it comes for more.
 */
export const LEASE_MS = 9_500;
/** What a lease is above what the caller seems to need, as its calls don't come evenly. */
const MARGIN = 1.25;
/** The least that a lease holds, as a part of its time of the caller's demand: calls come unevenly, and refill only evenly. */
const SLACK = 0.4;

const MS_PER_MINUTE = 60_000;

/** What an instance may lease of a limit. */
export interface Claim {
  readonly demand: Demand;
  /** What others have leased. */
  readonly others: readonly LeasePart[];
  /** Instances with a lease, this one too. */
  readonly instances: number;
  /** How long the lease is good for, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * The part of a limit's bucket that an instance may take for itself: refill by its demand, at most
 * an equal share; and room for tokens, for the rest of its demand, at most half of an equal
 * share, so that half of the bucket is always there for whoever comes next. Nothing for a caller
 * whose calls are too few, or too large to be paid from such a part.
 */
export function shareOf(limit: Limit, claim: Claim): LeasePart | undefined {
  const { demand, others, instances, leaseMs } = claim;
  const { perMinute, mean, largest, isLasting } = demand;
  const most = limit.capacity / (2 * instances);
  if (!isLasting || mean > most) return undefined;
  const inOneLease = (perMinute * leaseMs) / MS_PER_MINUTE;
  const refillPerMinute = Math.min(
    perMinute * MARGIN,
    limit.refillPerMinute / instances,
    beside(limit, others).refillPerMinute,
  );
  const fromTokens = Math.max(0, inOneLease * MARGIN - (refillPerMinute * leaseMs) / MS_PER_MINUTE);
  const slack = inOneLease * SLACK;
  const room = Math.max(fromTokens, slack, FEWEST_CALLS * largest);
  return { capacity: Math.min(most, room), refillPerMinute };
}
