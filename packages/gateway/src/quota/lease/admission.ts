import { StoreError } from "../../documents/store.ts";
import type { Lease } from "./lease.ts";
import type { Limit } from "../limit.ts";
import type { Refusal } from "../quota.ts";
import type { Renewal, Renewed } from "./renewal.ts";
import { reservedFor, type Debit, type Spending } from "../spending.ts";

/** An admitted spending, until it is settled. */
export interface Admission {
  readonly ok: true;
  readonly lease: Lease;
  /** What of it may come back to the lease. */
  readonly reserved: readonly Debit[];
}

export type Outcome = Admission | { readonly ok: false; readonly refusal: Refusal };

/** What a call gets whose account sends it to a shard. */
export const MOVED = { ok: false, moved: true } as const;

/**
 * What the calls get that an account has decided on; an error where that was so long ago that the
 * lease has ended: the process was stopped meanwhile, and what was admitted then isn't now.
 */
export function outcomesOf(
  { spendings }: Renewal,
  { outcomes }: Renewed,
  of: { readonly lease: Lease; readonly limits: readonly Limit[]; readonly nowMs: number },
): readonly (Outcome | StoreError)[] {
  const { lease, limits, nowMs } = of;
  return outcomes.map((outcome, index) => {
    if (!outcome.ok) return outcome;
    if (!lease.isLive(nowMs)) return new StoreError("UNAVAILABLE", "admitted too long ago");
    return { ok: true, lease, reserved: reservedFor(spendings[index] as Spending, limits) };
  });
}
