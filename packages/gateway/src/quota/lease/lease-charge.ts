import type { StoreCall } from "../../documents/store.ts";
import type { Limit } from "../limit.ts";
import type { Debit, Spending } from "../spending.ts";

/** A call that is charged against an account. */
export interface LeaseCharge {
  readonly spending: Spending;
  readonly call: StoreCall;
  /** What it takes from each of these limits. */
  readonly debits: readonly Debit[];
  readonly limits: readonly Limit[];
}
