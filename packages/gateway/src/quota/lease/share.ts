import type { LeasePart } from "./account.ts";
import { FEWEST_CALLS, type Demand } from "./demand.ts";
import { LEASE_MS } from "./lease-time.ts";
import type { Limit } from "../limit.ts";
import { beside } from "./account.ts";
import { fairRefill, type Sharers } from "./sharing.ts";

/** The tokens of a lease are above the demand by this factor, as calls don't come evenly. */
const MARGIN = 1.25;
/** A lease holds at least this part of the demand of its duration: refill comes evenly, and calls don't. */
const SLACK = 0.4;
/** A lease holds at most this part of an equal share: the rest is for whoever comes next, and is the room for what leases lose. */
const MOST = 0.45;
const MS_PER_MINUTE = 60_000;

/** What decides how much an instance may lease of a limit. */
export interface LeaseClaim {
  readonly demand: Demand;
  /** The demand as the account keeps it for others, in tokens per minute. */
  readonly asks: number;
  /** The parts that others have leased. */
  readonly others: readonly LeasePart[];
  /** The others that share the limit, whether they lease any of it or not. */
  readonly sharers: Sharers;
  /** The tokens that the lease may take. */
  readonly tokens: number;
  /** The duration of the lease, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * The part of a limit that an instance may lease: refill for its demand, up to its fair share, and
 * capacity for the rest of its demand, up to nearly half of an equal share, so that half of the
 * bucket is always free for others. Undefined where the calls are too few or too large for such a
 * part.
 */
export function shareOf(limit: Limit, claim: LeaseClaim): LeasePart | undefined {
  const { demand, asks, others, sharers, tokens, leaseMs } = claim;
  const { perMinute, mean, largest, isLasting } = demand;
  const most = (limit.capacity * MOST) / equalsOf(perMinute, sharers);
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
  // A short lease with capacity for a single call would lose what is refilled before that call comes.
  const highest = isShort ? Math.max(most, Math.min(2 * most, 2 * mean)) : most;
  const capacity = Math.min(highest, Math.max(fromTokens, slack, FEWEST_CALLS * largest));
  if (isShort && refilled + Math.min(capacity, tokens) < fewest) return undefined;
  return { capacity, refillPerMinute };
}

/** The number of instances that share a limit, the claimant too, each weighted by its demand relative to the claimant's, up to 1. */
function equalsOf(perMinute: number, sharers: Sharers): number {
  return sharers.reduce(
    (sum, { weight, demand }) => sum + weight * Math.min(1, demand / (weight * perMinute)),
    1,
  );
}
