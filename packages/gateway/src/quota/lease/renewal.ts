import type { Account } from "./account.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import type { Refusal } from "../quota.ts";
import type { Demand } from "./demand.ts";
import type { DemandTotal } from "./demand-meter.ts";
import type { EndedLease } from "./ended-lease.ts";
import type { Spending } from "../spending.ts";
import type { Decision } from "../store/quota-store.ts";
import { BLOCKED, longest, refusalOf } from "../refusal.ts";
import { admitsAt, type RefusedCall } from "./admits-at.ts";
import { AccountUpdate, type AdmissionDecision } from "./account-update.ts";

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
  /** Whether the calls that wait may be sent to a shard instead. @default false */
  readonly mayMove?: boolean;
}

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
  /** The refill that a shard has leased to its instances, in tokens per minute; absent for an instance. */
  readonly leasedPerMinute?: number;
}

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

/** A lease as a record has granted it. */
export interface GrantedLease {
  readonly number: number;
  /** Milliseconds since 1970, by the database's clock. */
  readonly expiresAtMs: number;
  /** Whether the lease held before was still there, and goes on in this one. */
  readonly goesOn: boolean;
  /** By the name of the limit. */
  readonly parts: Readonly<Record<string, GrantedPart>>;
}

/** What a record has granted of a limit. */
export interface GrantedPart {
  /** The most tokens that it may hold. */
  readonly room: number;
  /** The tokens for which it has room besides, as unsettled calls may give them back. */
  readonly reserved: number;
  readonly refillPerMinute: number;
  /** The tokens that it holds, or where the held lease was not pooled, those added to it. */
  readonly tokens: number;
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
  const lease = { number: renewal.number, expiresAtMs, goesOn: update.goesOn, parts };
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
