import { bucketHoldsAt, type Account, type Balances } from "./account.ts";
import { afterRenewal } from "./shard-count.ts";
import { lossesOf } from "./ended-lease.ts";
import { claimMs } from "./lease-time.ts";
import { LeaseAllocation } from "./lease-allocation.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import { boundBy } from "../override.ts";
import type { GrantedLease } from "./granted-lease.ts";
import type { RenewalRequest } from "./renewal-request.ts";
import { debitsOf, reservedFor, type Debit, type Spending } from "../spending.ts";
import { AccountDraft } from "./account-draft.ts";

const DAY_MS = 86_400_000;
const MS_PER_MINUTE = 60_000;
/** A lease ends for its holder at most this long before it ends for others, in milliseconds. */
const ENDING_MS = 1_000;

/** Why a call is refused; without any of these it is admitted. */
export interface AdmissionDecision {
  /** The caller is blocked. */
  readonly isBlocked?: true;
  /** These limits have too few tokens now. */
  readonly short?: readonly Debit[];
  /** This limit never holds so many tokens. */
  readonly never?: Debit;
}

/** One update of an account, in which one instance renews its lease. */
export class AccountUpdate {
  /** What the instance is granted of what is left once its calls are admitted. */
  readonly allocation: LeaseAllocation;
  readonly #draft: AccountDraft;
  readonly #returned = new Map<string, number>();

  constructor(account: Account | undefined, renewal: RenewalRequest, moment: Moment) {
    this.#draft = new AccountDraft(account, renewal, moment);
    this.allocation = new LeaseAllocation(this.#draft);
    for (const limit of this.#draft.limits) this.#putBack(limit);
    this.#putBackEnded();
  }

  /** Whether the lease that the instance believes to hold is in the account. */
  get goesOn(): boolean {
    return this.#draft.goesOn;
  }

  /** What was left of the instance's last lease when that ended, as far as it is back in the buckets, by the name of the limit. */
  get returned(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#returned);
  }

  /** Whether the caller is blocked, so that nothing is admitted or leased. */
  get isBlocked(): boolean {
    return this.#draft.isBlocked;
  }

  /** Takes what the instance owes from the buckets, whether it is there or not. */
  payDebts(): void {
    for (const limit of this.#draft.limits)
      this.#draft.take(limit, this.#draft.renewal.debts[limit.name] ?? 0);
  }

  /** Admits a call and takes all that it costs, or refuses it and takes nothing. */
  admit(spending: Spending): AdmissionDecision {
    if (this.isBlocked) return { isBlocked: true };
    const debits = debitsOf(spending, this.#draft.limits);
    const never = debits.find(({ limit, amount }) => amount > (limit.most ?? limit.capacity));
    if (never !== undefined) return { never };
    const short = debits.filter((debit) => this.#isShort(debit));
    for (const debit of short) this.#refuse(debit);
    if (short.length > 0) return { short };
    this.#draft.admitted = true;
    for (const { limit, amount } of debits) {
      this.#draft.take(limit, amount);
      this.#draft.contention.take(limit, amount);
    }
    for (const { limit, amount } of reservedFor(spending, this.#draft.limits)) {
      this.#draft.reserved.set(limit.name, (this.#draft.reserved.get(limit.name) ?? 0) + amount);
    }
    return {};
  }

  /** Whether the account is to be written. */
  get changesAnything(): boolean {
    const { debts, returns, renews } = this.#draft.renewal;
    if (returns !== false) return this.#draft.goesOn || Object.keys(debts).length > 0;
    const owes = Object.values(debts).some((debt) => debt > 0);
    return (
      renews ||
      this.#draft.leaseIsInTheWay ||
      this.#draft.admitted ||
      owes ||
      (this.isBlocked && this.goesOn) ||
      this.#isToBeCounted
    );
  }

  /** Whether the instance was refused, and the account does not know that yet or will forget it soon. */
  get #isToBeCounted(): boolean {
    if (this.#draft.short.size === 0 || !this.#draft.isOnTime) return false;
    const { own } = this.#draft.contention;
    const isKnown = [...this.#draft.short.keys()].every(
      (name) => own?.short?.includes(name) === true,
    );
    const lastsMs = (own?.expiresAtMs ?? 0) - this.#draft.nowMs;
    const leases = Object.keys(own?.parts ?? {}).length > 0;
    const isEnding = lastsMs < (leases ? ENDING_MS : claimMs(this.#draft.renewal.pauseMs) / 2);
    return (
      !isKnown || isEnding || this.#draft.limits.some((limit) => this.allocation.mayGetMore(limit))
    );
  }

  /** The account after the update. */
  account(lease: GrantedLease): Account {
    const { account, contention, renewal, nowMs } = this.#draft;
    const record = this.allocation.record(lease);
    const leases = { ...contention.others, ...(record && { [renewal.holder]: record }) };
    // The buckets of other limits stay: a caller's claims, and so its tier, may change.
    const buckets = { ...account?.buckets, ...this.#draft.stored };
    const { override = null, shard = null } = account ?? {};
    const counts = afterRenewal(account, renewal.renewedMs, nowMs);
    const expiresAtMs = this.#expiresAtMs({ buckets, leases });
    return { buckets, leases, override, ...counts, shard, expiresAtMs };
  }

  /** Puts what is left of the held lease back into its bucket. */
  #putBack(limit: Limit): void {
    const part = this.#draft.heldOf(limit);
    if (part === undefined) return;
    this.#draft.reserved.set(limit.name, part.reserved);
    if (this.#draft.renewal.held?.pooled === true) this.#draft.take(limit, -part.tokens);
    this.#draft.credit(limit, part.lost ?? []);
  }

  /** Puts what was left of an ended lease back into the buckets, as far as these have room for it. */
  #putBackEnded(): void {
    const { ended, limits } = this.#draft.renewal;
    if (ended === undefined) return;
    const whole = boundBy(limits, this.#draft.account?.override ?? null);
    for (const limit of this.#draft.limits) {
      const ofWhole = whole.find(({ name }) => name === limit.name) ?? limit;
      const back = this.#draft.credit(limit, lossesOf(ended, ofWhole));
      this.#returned.set(limit.name, Math.min(back, ended.tokens[limit.name] ?? 0));
    }
  }

  /** Whether a bucket has too few tokens for a debit, beside those that others need. */
  #isShort({ limit, amount }: Debit): boolean {
    return this.#draft.tokens(limit) - this.#draft.leftForOthers(limit) < amount;
  }

  /** Notes that a call was refused for a limit. */
  #refuse({ limit, amount }: Debit): void {
    const { held } = this.#draft.renewal;
    const { name } = limit;
    this.#draft.short.set(name, Math.min(amount, this.#draft.short.get(name) ?? amount));
    this.#draft.leaseIsInTheWay ||= held?.pooled === true && this.#isTooSmallFor(limit, amount);
  }

  /** Whether the instance's lease has tokens of a limit, and never enough for a call while it lasts. */
  #isTooSmallFor({ name }: Limit, amount: number): boolean {
    const { held } = this.#draft.renewal;
    const lease = this.#draft.goesOn ? this.#draft.contention.own : undefined;
    const own = lease?.parts[name];
    if (lease === undefined || own === undefined) return false;
    const lastsMs = lease.expiresAtMs - this.#draft.nowMs - ENDING_MS;
    const comes =
      (held?.parts[name]?.tokens ?? 0) + (own.refillPerMinute * lastsMs) / MS_PER_MINUTE;
    return Math.min(own.capacity, comes) < amount;
  }

  /** When all buckets are full, nothing is leased, and a day has passed for buckets of other tiers: milliseconds since 1970; null for never. */
  #expiresAtMs(balances: Balances): number | null {
    const { override, shard } = this.#draft.account ?? {};
    // Limits set for a caller stay until they are cleared.
    if (override) return null;
    const nowMs = this.#draft.nowMs;
    if (shard) return shard.lease.expiresAtMs + DAY_MS;
    const full = this.#draft.limits.map((limit) =>
      bucketHoldsAt(balances, limit, { tokens: limit.capacity, nowMs }),
    );
    return Math.max(nowMs + DAY_MS, ...full);
  }
}
