import type { StoreCall } from "../../documents/store.ts";
import type { Limit } from "../limit.ts";
import type { Debit, Spending } from "../spending.ts";
import type { MOVED, Outcome } from "./admission.ts";

/** A call that is charged against an account. */
export interface LeaseCharge {
  readonly spending: Spending;
  readonly call: StoreCall;
  /** Whether the account may send it to a shard instead. */
  readonly mayMove: boolean;
  /** Whether it counts as demand that calls for a lease. */
  readonly isDemand: boolean;
  /** What it takes from each of these limits. */
  readonly debits: readonly Debit[];
  readonly limits: readonly Limit[];
}

/** What a call gets, or that it is to be charged against a shard. */
export type LeaseAnswer = Outcome | typeof MOVED;
