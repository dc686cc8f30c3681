import type { Limit } from "../limit.ts";
import type { Spending } from "../spending.ts";
import type { Demand } from "./demand.ts";
import type { DemandTotal } from "./demand-meter.ts";
import type { EndedLease } from "./ended-lease.ts";
import type { Loss } from "./room-history.ts";

/** The request of an instance, or of a shard, to renew its lease at a record. */
export interface RenewalRequest {
  /** The name of the instance or shard. */
  readonly holder: string;
  /** The number of the new lease, which tells it from the holder's others. */
  readonly number: number;
  /** The limits of the caller's tier. */
  readonly limits: readonly Limit[];
  /** What is left of the lease that it holds; absent without one. */
  readonly held?: HeldLease;
  /** What was left of its last lease when that ended; absent where the record has it back. */
  readonly ended?: EndedLease;
  /** The calls that wait, in the order in which they came. */
  readonly spendings: readonly Spending[];
  /** The tokens that are owed, by the name of the limit. */
  readonly debts: Readonly<Record<string, number>>;
  /** What was asked since the last request, by the name of the limit. */
  readonly asked: Readonly<Record<string, DemandTotal>>;
  /** The demand, by the name of the limit. */
  readonly demand: Readonly<Record<string, Demand>>;
  /** The tokens that a shard needs for the calls that wait there, by the name of the limit. @default none */
  readonly needed?: Readonly<Record<string, number>>;
  /** Whether a new lease is wanted though no call waits. */
  readonly renews: boolean;
  /**
   * Whether no new lease is wanted, but room for what unsettled calls may give back: as the tokens
   * go back, or as all does and the holder no longer counts.
   */
  readonly returns: "tokens" | "all" | false;
  /** The time between the last two calls, in milliseconds; absent before there were two. */
  readonly pauseMs?: number;
  /** When the holder renewed there last: milliseconds since 1970; absent where it never did. */
  readonly renewedMs?: number;
  /** The estimated number of instances that a shard leases for; absent for an instance. */
  readonly instances?: number;
  /** The number of shards that share the account, whether they lease yet or not; absent for an instance. */
  readonly shards?: number;
  /** The longest duration of the new lease, in milliseconds. */
  readonly leaseMs: number;
  /** Whether the account may send the instance to a shard instead. @default false */
  readonly mayMove?: boolean;
}

/** A request on its way, whose demand is that of the moment when the record decides. */
export type SentRenewal = Omit<RenewalRequest, "demand">;

/** The lease that a holder has so far. */
export interface HeldLease {
  readonly number: number;
  /**
   * Whether what is left is put back into the buckets, so that the holder spends none of it until
   * the reply; otherwise it goes on spending, and only gets more.
   */
  readonly pooled: boolean;
  readonly parts: Readonly<Record<string, HeldPart>>;
}

/** What a holder has left of a limit. */
export interface HeldPart {
  readonly tokens: number;
  /** The tokens that unsettled calls may give back. */
  readonly reserved: number;
  /** The refill for which the lease had no room, the latest first; absent for a shard. */
  readonly lost?: readonly Loss[];
  /** The refill that a shard has leased to its instances, in tokens per minute; absent for an instance. */
  readonly leasedPerMinute?: number;
}
