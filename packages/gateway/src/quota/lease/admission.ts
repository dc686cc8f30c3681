import { StoreError } from "../../documents/store.ts";
import type { Lease } from "./lease.ts";
import type { Limit } from "../limit.ts";
import type { Refusal } from "../quota.ts";
import type { RenewalResult } from "./renewal.ts";
import type { SentRenewal } from "./renewal-request.ts";
import { reservedFor, type Debit, type Spending } from "../spending.ts";

/** An admitted call, until it is settled. */
export interface Admission {
  readonly ok: true;
  /** The lease that has paid for it, or into which it is settled. */
  readonly lease: Lease;
  /** What it may give back to the lease. */
  readonly reserved: readonly Debit[];
}

/** Whether a call is admitted. */
export type Outcome = Admission | { readonly ok: false; readonly refusal: Refusal };

/** The answer to a call that its account sends to a shard. */
export const MOVED = { ok: false, moved: true } as const;

/**
 * The outcomes of the calls that an account has decided on. Where the lease has ended by now, as
 * the process was stopped, an admitted call gets an error: it was admitted in another window.
 */
export function outcomesOf(
  { spendings }: SentRenewal,
  { outcomes }: RenewalResult,
  holder: { readonly lease: Lease; readonly limits: readonly Limit[]; readonly nowMs: number },
): readonly (Outcome | StoreError)[] {
  const { lease, limits, nowMs } = holder;
  return outcomes.map((outcome, index) => {
    if (!outcome.ok) return outcome;
    if (!lease.isLive(nowMs)) return new StoreError("UNAVAILABLE", "admitted too long ago");
    return { ok: true, lease, reserved: reservedFor(spendings[index] as Spending, limits) };
  });
}
