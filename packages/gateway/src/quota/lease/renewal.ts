import type { GrantedLease } from "./granted-lease.ts";
import type { RenewalRequest } from "./renewal-request.ts";
import type { Account } from "./account.ts";
import type { Moment } from "../moment.ts";
import type { Refusal } from "../quota.ts";
import type { Decision } from "../store/quota-store.ts";
import { BLOCKED, longest, refusalOf } from "../refusal.ts";
import { admitsAt, type RefusedCall } from "./admits-at.ts";
import { AccountUpdate, type AdmissionDecision } from "./account-update.ts";

/** What a call is told. */
export type RenewalOutcome =
  { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

/** What a record grants to a request. */
export interface RenewalResult {
  /** One for each call that waited, in order. */
  readonly outcomes: readonly RenewalOutcome[];
  /** Absent where the record stays as it was. */
  readonly lease?: GrantedLease;
}

/**
 * Renews a lease: takes what is owed, puts back what is left, admits or refuses the calls that
 * wait, each as a whole, and grants a lease for the next calls.
 */
export function renew(
  account: Account | undefined,
  renewal: RenewalRequest,
  moment: Moment,
): Decision<Account, RenewalResult> {
  const update = new AccountUpdate(account, renewal, moment);
  update.payDebts();
  const admissions = renewal.spendings.map((spending) => update.admit(spending));
  const { holder } = renewal;
  const { nowMs } = moment;
  const outcomesIn = (left: Account | undefined) =>
    admissions.map((admission) => outcomeOf(admission, left, { holder, nowMs }));
  if (!update.changesAnything) return { result: { outcomes: outcomesIn(account) } };
  const parts =
    renewal.returns === false && !update.isBlocked
      ? update.allocation.lease()
      : update.allocation.unsettled();
  // A shard can't lease for longer than it has leased itself.
  const endsAtMs = account?.shard?.lease.expiresAtMs ?? Infinity;
  const expiresAtMs = Math.min(endsAtMs, nowMs + update.allocation.lastsMs(parts));
  const { goesOn, returned } = update;
  const lease = { number: renewal.number, expiresAtMs, goesOn, returned, parts };
  const write = update.account(lease);
  return { result: { outcomes: outcomesIn(write), lease }, write };
}

/** What a call is told, by the account as it is left. */
function outcomeOf(
  { isBlocked, never, short = [] }: AdmissionDecision,
  account: Account | undefined,
  refuser: Pick<RefusedCall, "holder" | "nowMs">,
): RenewalOutcome {
  if (isBlocked) return { ok: false, refusal: BLOCKED };
  if (never !== undefined) {
    return { ok: false, refusal: refusalOf(never.limit, "COST_EXCEEDS_CAPACITY", 0) };
  }
  const refusals = short.map(({ limit, amount }) => {
    const atMs = admitsAt(account, { limit, amount, ...refuser });
    return refusalOf(limit, "QUOTA_EXCEEDED", atMs - refuser.nowMs);
  });
  const refusal = longest(refusals);
  return refusal === undefined ? { ok: true } : { ok: false, refusal };
}

/** The tokens of each part, by the name of the limit. */
export function tokensByLimit(
  parts: Readonly<Record<string, { readonly tokens: number }>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(parts).map(([name, { tokens }]) => [name, tokens]));
}
