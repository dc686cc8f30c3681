import type { z } from "zod";
import type { limitStatus } from "../api/quota.ts";
import type { Caller } from "../caller/caller.ts";
import type { StoreCall } from "../documents/store.ts";
import type { BudgetClass, Usage } from "./budget/budget.ts";
import type { Stage } from "./budget/budget-stage.ts";
import type { Cost, CostClass } from "./cost.ts";

/** Where a cost falls: what narrower limits than the caller's own go by. All of it is optional. */
export interface Charged {
  readonly callable?: string;
  /** The part of the cost that falls on each collection, by the path pattern of its definition. */
  readonly collections?: Readonly<Record<string, Cost>>;
}

/** What a charge needs to know besides who pays. */
export interface ChargeCall extends StoreCall, Charged {
  /** The client's address, as clientAddress gives it, by which callers without a token are told apart. */
  readonly address?: string;
  /**
   * The call is refused already, for what it asked, and pays for asking. A caller that nobody
   * knows pays in memory, so that junk costs the project no write.
   */
  readonly failed?: true;
  /** The call says how the caller's quota stands: now and then it is answered even where that is used up. */
  readonly answersExhausted?: true;
}

/** Why a charge was refused, as the caller may know it. Of a blocked caller the reason says all. */
export interface Refusal {
  readonly reason:
    "QUOTA_EXCEEDED" | "COST_EXCEEDS_CAPACITY" | "BUDGET_EXHAUSTED" | "CALLER_BLOCKED";
  /** The limit's name. */
  readonly limit: string;
  readonly class: CostClass;
  readonly capacity: number;
  readonly refillPerMinute: number;
  /** Until the same cost would fit, if nothing else is charged. 0 where it never will. */
  readonly retryAfterMs: number;
}

/** An estimate that was paid, until the real cost is known. */
export interface Charge {
  /**
   * Gives back what the call didn't cost, or takes what it cost more, as a debt that later calls
   * wait for. Once; without it the estimate stands.
   */
  settle(actual: Cost, call: StoreCall & Charged): Promise<void>;
}

/** A limit that binds a caller, as it stands and as getQuota tells it. */
export type LimitStatus = z.infer<typeof limitStatus>;

/** How much of a class of the project's budget is used up, for one caller. */
export interface BudgetStatus {
  readonly class: BudgetClass;
  readonly stage: Stage;
  /** Firestore operations today by all who live on the same part of the budget. */
  readonly used: number;
  /** The most that they can come to today, as things stand. */
  readonly allotted: number;
}

export interface QuotaDescription {
  /** Of the caller. */
  readonly tier: string;
  /** Every limit that binds it. */
  readonly limits: readonly LimitStatus[];
  readonly blocked?: true;
  /** Of the project, if it has one; `resetsAt` is the next midnight in Pacific time: RFC 3339, UTC. */
  readonly budget?: { readonly classes: readonly BudgetStatus[]; readonly resetsAt: string };
}

export type ChargeResult =
  | {
      readonly ok: true;
      readonly charge: Charge;
      /** The caller's quota is used up, or it is blocked, and the call is answered all the same. */
      readonly isFree?: true;
      /** The project has few reads left: what isn't in a cache must be refused so. */
      readonly cacheOnly?: Refusal;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export interface DescribeCall extends StoreCall {
  readonly address?: string;
  /** Nobody has paid for the call: what this instance has told lately will do. */
  readonly isFree?: boolean;
}

/** Who may spend how much. */
export interface Quota {
  /**
   * Charges all of the cost, or nothing and says why.
   *
   * @throws StoreError when the database can't tell.
   */
  charge(caller: Caller, cost: Cost, call: ChargeCall): Promise<ChargeResult>;
  /** What binds the caller, as it stands. Costs the caller nothing. */
  describe(caller: Caller, call: DescribeCall): Promise<QuotaDescription>;
  /** Takes from the project's budget what the gateway itself has used, for nobody in particular. */
  use(usage: Usage): void;
  /** Gives back what this instance has taken in advance: when it is told to end. */
  close(): Promise<void>;
}
