import type * as z from "zod";
import type { limitStatus } from "../api/quota.ts";
import type { Caller } from "../caller/caller.ts";
import type { StoreCall } from "../documents/store.ts";
import type { BudgetClass, BudgetUsage } from "./budget/budget.ts";
import type { Stage } from "./budget/budget-stage.ts";
import type { Cost, CostClass } from "./cost.ts";

/*
 * How quotas work. A tier gives each caller limits, and a limit is a token bucket: a capacity and
 * an even refill, for the calls, reads or writes of the caller, or for those of one callable or
 * collection. All buckets of a caller are one record, its account, changed by compare and set. An
 * instance leases from the account: it takes tokens and refill for the next seconds out of the
 * buckets, by the demand of its calls and up to its fair share, and admits calls from memory. A
 * call that the lease can't pay waits for a renewal: one exchange with the account, which admits or
 * refuses all calls that wait, takes back what is left and what could not be spent, and grants the
 * next lease. What is leased is in no bucket, so nothing is admitted twice; what a crash loses ends
 * with its lease. An account with more renewals than one document bears is divided into shards,
 * which lease from it as instances do. The project's budget is leased alike from a ledger, which is
 * for one day. A charge is an estimate: when it is settled, the rest is given back, or what it
 * lacked is owed.
 */

/** The scopes that a cost falls under, besides that of all of the caller's costs. */
export interface CostScope {
  /** The name of the callable. @default none, as limits on callables don't apply */
  readonly callable?: string;
  /** The part of the cost in each collection, by the path pattern of its definition. @default none */
  readonly collections?: Readonly<Record<string, Cost>>;
}

/** What a charge depends on besides the caller and the cost. */
export interface ChargeCall extends StoreCall, CostScope {
  /** The client's address, as clientAddress gives it, by which callers without a token are told apart. @default "" */
  readonly address?: string;
  /**
   * Whether the call has failed already, and is charged for that alone. A caller without a token
   * is then charged in memory, so that such calls cost the project no write.
   */
  readonly failed?: true;
  /** Whether the call asks how the caller's quota stands, so that it is sometimes answered for free where that is used up. */
  readonly answersExhausted?: true;
}

/** Why a charge was refused, as the caller may know it. For a blocked caller, the reason says all. */
export interface Refusal {
  readonly reason:
    "QUOTA_EXCEEDED" | "COST_EXCEEDS_CAPACITY" | "BUDGET_EXHAUSTED" | "CALLER_BLOCKED";
  /** The name of the limit. */
  readonly limit: string;
  readonly class: CostClass;
  /** The limit's capacity: tokens, or operations a day. */
  readonly capacity: number;
  /** The limit's refill: tokens per minute. */
  readonly refillPerMinute: number;
  /** The time until the same cost is admitted if nothing else is charged, in milliseconds; 0 where it never is. */
  readonly retryAfterMs: number;
}

/** An admitted estimate, until the real cost is known. */
export interface Charge {
  /**
   * Gives back what the call has cost less than estimated, or takes what it has cost more, as a
   * debt that later calls wait for. To be called once at most; without it, the estimate stands.
   */
  settle(actual: Cost, call: StoreCall & CostScope): Promise<void>;
}

/** How a limit of a caller stands, as getQuota tells it. */
export type LimitStatus = z.infer<typeof limitStatus>;

/** How a class of the project's budget stands for one caller. */
export interface BudgetStatus {
  readonly class: BudgetClass;
  readonly stage: Stage;
  /** The Firestore operations used today by all callers with the same part of the budget. */
  readonly used: number;
  /** The most operations that they can use today, as things stand. */
  readonly allotted: number;
}

/** How a caller's quota stands. */
export interface QuotaDescription {
  /** The name of the caller's tier. */
  readonly tier: string;
  /** Every limit that applies to the caller. */
  readonly limits: readonly LimitStatus[];
  /** Whether an operator has blocked the caller. @default false */
  readonly blocked?: true;
  /** The project's budget; absent without one. `resetsAt` is the next midnight in Pacific time: RFC 3339, UTC. */
  readonly budget?: { readonly classes: readonly BudgetStatus[]; readonly resetsAt: string };
}

/** Whether a charge is admitted. */
export type ChargeResult =
  | {
      readonly ok: true;
      readonly charge: Charge;
      /** Whether the call is answered for free, as the caller is blocked or its quota is used up. */
      readonly isFree?: true;
      /** The project has few reads left: what isn't in a cache must be refused with this. */
      readonly cacheOnly?: Refusal;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** What a description depends on besides the caller. */
export interface DescribeCall extends StoreCall {
  /** The client's address, as in {@link ChargeCall}. */
  readonly address?: string;
  /** Whether the call is answered for free, so that a recent description is enough. @default false */
  readonly isFree?: boolean;
}

/** The quotas of all callers. */
export interface Quota {
  /**
   * Charges all of the cost, or refuses and charges nothing.
   *
   * @throws StoreError where the database can't be reached and no limit is open.
   */
  charge(caller: Caller, cost: Cost, call: ChargeCall): Promise<ChargeResult>;
  /** How the caller's quota stands. Costs the caller nothing. */
  describe(caller: Caller, call: DescribeCall): Promise<QuotaDescription>;
  /** Takes what the gateway itself has used from the project's budget. */
  use(usage: BudgetUsage): void;
  /** Gives back what this instance has leased, as it ends. */
  close(): Promise<void>;
}
