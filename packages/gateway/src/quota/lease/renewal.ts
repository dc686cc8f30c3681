import type { Account } from "./account.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import type { Refusal } from "../quota.ts";
import type { Demand } from "./demand.ts";
import type { Total } from "./demand-meter.ts";
import type { EndedLease } from "./ended-lease.ts";
import type { Spending } from "../spending.ts";
import type { Decision } from "../store/quota-store.ts";
import { BLOCKED, longest, refusalOf } from "../refusal.ts";
import { admitsAt, type RefusedCall } from "./retry.ts";
import { Visit, type Decided } from "./visit.ts";

/** What an instance comes with to the record of a caller. */
export interface Renewal {
  /** The instance. */
  readonly holder: string;
  /** The new lease's. */
  readonly number: number;
  /** Of the caller's tier. */
  readonly limits: readonly Limit[];
  readonly held?: Held;
  /** What was left of the lease before, which has ended. */
  readonly ended?: EndedLease;
  /** Calls that wait to be admitted, in the order they came. */
  readonly spendings: readonly Spending[];
  /** What calls cost above their estimates, by limit. */
  readonly debts: Readonly<Record<string, number>>;
  /** What the caller has asked of this instance since the last visit, by limit. */
  readonly asked: Readonly<Record<string, Total>>;
  /** What the caller asks of this instance, by limit. */
  readonly demand: Readonly<Record<string, Demand>>;
  /** What a shard needs at once, by limit, for calls that it has admitted if it gets it. @default nothing */
  readonly needed?: Readonly<Record<string, number>>;
  /** A new lease is wanted, whether anything waits or not. */
  readonly renews: boolean;
  /**
   * No new lease is wanted, but for what calls that aren't settled yet may give back: the lease goes
   * back, or the holder itself goes.
   */
  readonly leaves: "lease" | "account" | false;
  /** How long it was between the last two calls, in milliseconds, if there were two. */
  readonly pauseMs?: number;
  /** When the instance was there last, if it was: milliseconds since 1970. */
  readonly visitedMs?: number;
  /** About how many instances a shard leases for. @default 1 */
  readonly instances?: number;
  /** How many shards are to share what there is, whether they have come yet or not. @default 1 */
  readonly shards?: number;
  /** How long the new lease is to be good for, in milliseconds. */
  readonly leaseMs: number;
  /** Whether those who wait may be sent to a shard instead. */
  readonly mayMove?: boolean;
}

/** The lease that an instance has so far. */
export interface Held {
  readonly number: number;
  /**
   * Whether the holder stands still until the answer, so that what it has left is put together
   * with the bucket; otherwise it goes on spending it meanwhile, and only gets more.
   */
  readonly pooled: boolean;
  readonly parts: Readonly<Record<string, HeldPart>>;
}

export interface HeldPart {
  readonly tokens: number;
  /** What may yet be given back to them. */
  readonly reserved: number;
  /** Of a shard alone: the refill that it has leased on, and can't take back. */
  readonly leasedPerMinute?: number;
}

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

/** What it goes with. */
export interface Renewed {
  /** One for each spending. */
  readonly outcomes: readonly Outcome[];
  /** Absent where everything stays as it was. */
  readonly lease?: {
    readonly number: number;
    readonly expiresAtMs: number;
    /** Whether the lease held before was still there, and goes on in this one. */
    readonly goesOn: boolean;
    /** By limit. */
    readonly parts: Readonly<Record<string, GrantedPart>>;
  };
}

export interface GrantedPart {
  /** Most tokens that it may hold. */
  readonly room: number;
  /** Room besides, for what calls that aren't settled yet may give back. */
  readonly reserved: number;
  readonly refillPerMinute: number;
  /** Those added, or where the parts were pooled, all of them. */
  readonly tokens: number;
}

/**
 * One visit of an instance to a caller's record: pays its debts, puts back what it has left,
 * admits the calls that wait, each whole or not at all, and leases what the next calls will need.
 */
export function renew(
  account: Account | undefined,
  renewal: Renewal,
  moment: Moment,
): Decision<Account, Renewed> {
  const visit = new Visit(account, renewal, moment);
  visit.payDebts();
  const admissions = renewal.spendings.map((spending) => visit.admit(spending));
  const { holder } = renewal;
  const { nowMs } = moment;
  const outcomesIn = (left: Account | undefined) =>
    admissions.map((admission) => outcomeOf(admission, left, { holder, nowMs }));
  if (!visit.changesAnything) return { result: { outcomes: outcomesIn(account) } };
  const parts =
    renewal.leaves === false && !visit.isBlocked
      ? visit.leasing.lease()
      : visit.leasing.unsettled();
  // A shard can't lease for longer than it has leased itself.
  const endsAtMs = account?.shard?.lease.expiresAtMs ?? Infinity;
  const expiresAtMs = Math.min(endsAtMs, nowMs + visit.leasing.lastsMs(parts));
  const lease = { number: renewal.number, expiresAtMs, goesOn: visit.goesOn, parts };
  const write = visit.account(lease);
  return { result: { outcomes: outcomesIn(write), lease }, write };
}

/** What a call is told, by the account as it is left: whoever comes back after that time finds it so. */
function outcomeOf(
  { isBlocked, never, short = [] }: Decided,
  account: Account | undefined,
  of: Pick<RefusedCall, "holder" | "nowMs">,
): Outcome {
  if (isBlocked) return { ok: false, refusal: BLOCKED };
  if (never !== undefined) {
    return { ok: false, refusal: refusalOf(never.limit, "COST_EXCEEDS_CAPACITY", 0) };
  }
  const refusals = short.map(({ limit, amount }) => {
    const atMs = admitsAt(account, { limit, amount, ...of });
    return refusalOf(limit, "QUOTA_EXCEEDED", atMs - of.nowMs);
  });
  const refusal = longest(refusals);
  return refusal === undefined ? { ok: true } : { ok: false, refusal };
}

/** The tokens of each part, by limit. */
export function tokensOf(
  parts: Readonly<Record<string, { readonly tokens: number }>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(parts).map(([name, { tokens }]) => [name, tokens]));
}
