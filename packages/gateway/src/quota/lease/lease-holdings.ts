import { StoreError, type StoreCall } from "../../documents/store.ts";
import { AccountUnavailableError } from "../account-unavailable-error.ts";
import type { Limit } from "../limit.ts";
import { boundBy } from "../override.ts";
import type { QuotaMeter } from "../quota-meter.ts";
import type { ExchangeFailure, Holdings, Purpose } from "../record-client.ts";
import { longest, refusalOf } from "../refusal.ts";
import { amountOf, debitsOf, reservedFor, type Spending } from "../spending.ts";
import type { Snapshot } from "../store/quota-store.ts";
import { limitsIn, type Account } from "./account.ts";
import { MOVED, outcomesOf, type Admission, type Outcome } from "./admission.ts";
import { Debts } from "./debts.ts";
import { DemandMeter } from "./demand-meter.ts";
import type { LeaseAnswer, LeaseCharge } from "./lease-charge.ts";
import type { LeaseReply } from "./lease-exchange.ts";
import {
  isEmptyRoom,
  isLeftOver,
  isRunningOut,
  isTooMuch,
  RENEW_AHEAD_MS,
  RENEW_EVERY_MS,
  type LeaseInUse,
} from "./lease-in-use.ts";
import { LeaseSlot } from "./lease-slot.ts";
import { LEASE_MS } from "./lease-time.ts";
import { EVENLY, HALF_AT_ONCE, LocalBuckets } from "./local-buckets.ts";
import { isBlocked, rememberedRefusal } from "./remembered-refusal.ts";
import type { RenewalRequest, SentRenewal } from "./renewal-request.ts";
import { noVisits, withVisit } from "./shard-count.ts";

/** A caller's demand is measured over about this time, in milliseconds. */
const DEMAND_MS = 5_000;
/** Whether a lease is to be renewed is checked once in this time, in milliseconds. */
const LOOK_EVERY_MS = 50;
/** A lease may be given back when its caller has been quiet for this time, in milliseconds. */
const IDLE_MS = 3_000;
/** A quiet caller's lease of this part of a limit is worth the write that gives it back. */
const WORTH_A_WRITE = 1 / 16;

/** What one instance holds and knows of one account: a lease, debts, the account as it was left, and how much is asked of it. */
export class LeaseHoldings implements Holdings<LeaseCharge, LeaseAnswer, SentRenewal, LeaseReply> {
  readonly #instance: string;
  readonly #tierLimits: readonly Limit[];
  /** The limits that bind the caller, as far as is known. */
  #limits: readonly Limit[];
  readonly #demand = new DemandMeter(DEMAND_MS);
  readonly #debts = new Debts();
  /** What failed calls of unknown callers have taken, that the account has not been told. */
  readonly #untold = new LocalBuckets(EVENLY);
  /** What limits that are declared open admit while the database can't be reached. */
  readonly #open = new LocalBuckets(HALF_AT_ONCE);
  readonly #slot: LeaseSlot;
  #known: Snapshot<Account> | undefined;
  /** This instance's renewals at the account, as the account counts them. */
  #visits = noVisits(0);
  /** How many leases this instance has asked for so far. */
  #number = 0;
  #askedMs = -Infinity;
  #chargedMs = -Infinity;
  /** The time between the last two calls, in milliseconds. */
  #pausedMs = Infinity;
  /** When to look again whether the lease is to be renewed. */
  #lookMs = -Infinity;

  constructor(instance: string, limits: readonly Limit[], meter: QuotaMeter) {
    this.#instance = instance;
    this.#slot = new LeaseSlot(meter);
    this.#tierLimits = this.#limits = limits;
  }

  /** The account as it was left, if nobody else seems to write it. */
  get own(): Snapshot<Account> | undefined {
    const { state } = this.#known ?? {};
    const others = Object.keys(state?.leases ?? {}).some((holder) => holder !== this.#instance);
    const isCommon = (state?.visits.count ?? 0) > this.#visits.count;
    return others || isCommon ? undefined : this.#known;
  }

  /** The number of shards to which the account sends its instances; undefined before it was asked. */
  get shards(): number | undefined {
    return this.#known && (this.#known.state?.shards ?? 1);
  }

  get hasDebts(): boolean {
    return this.#debts.isAny;
  }

  /** Whether there is a live lease, debts, or a record of this instance in the account. */
  hasAny(nowMs: number): boolean {
    const { lease } = this.#slot;
    const isCounted = this.#known?.state?.leases[this.#instance] !== undefined;
    return this.hasDebts || (lease.isLive(nowMs) && (!lease.isEmpty || isCounted));
  }

  /** Whether the caller is surely blocked, as far as this instance knows. */
  isBlocked(nowMs: number): boolean {
    return this.#known !== undefined && isBlocked(this.#known, nowMs);
  }

  /** A charge as it takes from the limits that bind the caller, as far as they are known. */
  chargeOf(
    spending: Spending,
    call: StoreCall,
    { mayMove, isDemand }: Pick<LeaseCharge, "mayMove" | "isDemand">,
  ): LeaseCharge {
    const limits = this.#limits;
    const debits = debitsOf(spending, limits);
    return { spending, call, mayMove, isDemand, limits, debits };
  }

  addDemand({ debits, isDemand }: LeaseCharge, nowMs: number): void {
    if (!isDemand) return;
    this.#pausedMs = nowMs - this.#chargedMs;
    this.#chargedMs = nowMs;
    for (const { limit, amount } of debits) this.#demand.add(limit.name, amount, nowMs);
  }

  answer(charge: LeaseCharge, nowMs: number): Outcome | undefined {
    const { lease } = this.#slot;
    if (lease.isPooled) return undefined;
    const { spending } = charge;
    const isCurrent = charge.limits === this.#limits;
    const debits = isCurrent ? charge.debits : debitsOf(spending, this.#limits);
    const reserved = reservedFor(spending, this.#limits);
    if (lease.spend(debits, reserved, nowMs)) return { ok: true, lease, reserved };
    if (this.#known === undefined) return undefined;
    const [instance, askedMs, pausedMs] = [this.#instance, this.#askedMs, this.#pausedMs];
    const memory = { known: this.#known, lease, instance, askedMs, pausedMs };
    const refusal = rememberedRefusal(memory, debits, nowMs);
    return refusal && { ok: false, refusal };
  }

  /** Answers a call without ever asking the account, which is told of it when it is asked for another. */
  answerInMemory(charge: LeaseCharge, nowMs: number): Outcome {
    const outcome = this.answer(charge, nowMs);
    if (outcome !== undefined) return outcome;
    const refusals = this.#untold.take(charge.debits, nowMs).map((debit) => {
      return refusalOf(debit.limit, "QUOTA_EXCEEDED", this.#untold.waitMs(debit, nowMs));
    });
    const refusal = longest(refusals);
    if (refusal !== undefined) return { ok: false, refusal };
    return { ok: true, lease: this.#slot.lease, reserved: [] };
  }

  /** Answers as far as the limits are declared open. The account is told when it can be reached again. */
  answerWithoutRecord(
    waiting: readonly LeaseCharge[],
    { cause, isOutage }: ExchangeFailure<SentRenewal>,
    nowMs: number,
  ): readonly (Outcome | Error)[] {
    return waiting.map(({ spending }) => {
      const outcome = this.#admitOpenly(spending, nowMs);
      if (outcome !== undefined) return outcome;
      // The call's own work hasn't begun: whatever became of the charge, nothing of it is unknown.
      if (!isOutage) return new AccountUnavailableError(cause);
      return new StoreError("UNAVAILABLE", "the quota can't be charged", { cause });
    });
  }

  /** Gives back what an estimate had above the real cost, or takes what it lacked: from the lease, and what that lacks is owed. */
  settle(admission: Admission, difference: Spending | undefined, nowMs: number): void {
    const { lease } = this.#slot;
    // Only into a lease that still is: the account may have filled the room of one that ended.
    const lives = admission.lease === lease && lease.isLive(nowMs);
    for (const { limit, amount } of admission.reserved) {
      const more = difference === undefined ? 0 : amountOf(difference, limit);
      const back = Math.min(amount, Math.max(0, more));
      if (lives) lease.settle(limit.name, amount, back);
    }
    if (difference === undefined) return;
    for (const limit of this.#limits) {
      const missing = Math.max(0, -amountOf(difference, limit));
      this.#debts.add(limit.name, missing - (lives ? lease.draw(limit.name, missing) : 0));
    }
  }

  /** Whether the lease is to be renewed before the next calls have to wait for that. A refused caller needs no other than it has. */
  isRenewalDue({ isDemand }: LeaseCharge, answer: LeaseAnswer, nowMs: number): boolean {
    if (!isDemand) return false;
    return answer.ok ? this.#isRunningOut(nowMs) : this.#isEnding(nowMs);
  }

  /** Whether the lease holds what others could use, and its caller doesn't. */
  isIdle(nowMs: number): boolean {
    if (nowMs - this.#chargedMs <= IDLE_MS) return false;
    return this.#limits.some(({ name, capacity }) => {
      return this.tokens(name, nowMs) > capacity * WORTH_A_WRITE;
    });
  }

  /** Whether the lease of a caller who makes few calls should go back right after one. */
  hasLeftOver(nowMs: number): boolean {
    if (this.#limits.some((limit) => isEmptyRoom(this.#inUse, limit, nowMs))) return true;
    const isBusy = this.#limits.some(({ name }) => this.#demand.demand(name, nowMs).isLasting);
    return !isBusy && this.#limits.some((limit) => isLeftOver(this.#inUse, limit, nowMs));
  }

  /** What the lease holds of a limit. */
  tokens(limitName: string, nowMs: number): number {
    return this.#slot.lease.tokens(limitName, nowMs);
  }

  /** The demand on each limit. */
  demand(nowMs: number): RenewalRequest["demand"] {
    const demands = this.#limits.map(
      ({ name }) => [name, this.#demand.demand(name, nowMs)] as const,
    );
    return Object.fromEntries(demands);
  }

  request({ waiting, returns }: Purpose<LeaseCharge>, nowMs: number): SentRenewal {
    const { lease } = this.#slot;
    if (!lease.isLive(nowMs)) {
      this.#slot.end(boundBy(this.#tierLimits, this.#known?.state?.override ?? null));
    }
    const renews = waiting.length === 0 && returns === false;
    const pooled = !renews || this.#limits.some((limit) => isTooMuch(this.#inUse, limit, nowMs));
    for (const [name, amount] of this.#untold.drain(nowMs)) this.#debts.add(name, amount);
    const asked = this.#demand.drain(nowMs);
    this.#askedMs = nowMs;
    this.#lookMs = nowMs + RENEW_EVERY_MS;
    const { ended } = this.#slot;
    return {
      holder: this.#instance,
      number: (this.#number += 1),
      limits: this.#tierLimits,
      ...(lease.isLive(nowMs) && { held: lease.ask(pooled, nowMs) }),
      ...(ended && { ended }),
      spendings: waiting.map(({ spending }) => spending),
      debts: this.#debts.drain(),
      asked,
      renews,
      returns,
      ...(this.#visits.count > 0 && { renewedMs: this.#visits.atMs }),
      ...(this.#pausedMs !== Infinity && { pauseMs: this.#pausedMs }),
      leaseMs: LEASE_MS,
      mayMove: (waiting.length > 0 || renews) && waiting.every(({ mayMove }) => mayMove),
    };
  }

  accept(
    request: SentRenewal,
    { renewed, known }: LeaseReply,
    nowMs: number,
  ): readonly (LeaseAnswer | Error)[] {
    this.#known = known;
    if (renewed === undefined) {
      this.retract(request, false);
      return request.spendings.map(() => MOVED);
    }
    const { lease: granted, moment } = renewed;
    if (granted !== undefined) this.#visits = withVisit(this.#visits, moment.nowMs, undefined);
    const limits = (this.#limits = limitsIn(known.state, this.#tierLimits));
    if (granted === undefined) this.#slot.lease.resume();
    else this.#slot.accept(request, granted, { moment, limits });
    return outcomesOf(request, renewed, { lease: this.#slot.lease, limits, nowMs });
  }

  retract(request: SentRenewal, outcomeUnknown: boolean): void {
    for (const [name, debt] of Object.entries(request.debts)) this.#debts.add(name, debt);
    if (outcomeUnknown) this.#slot.retract(request, this.#limits);
    else this.#slot.lease.resume();
  }

  get #inUse(): LeaseInUse {
    return { lease: this.#slot.lease, known: this.#known };
  }

  #isRunningOut(nowMs: number): boolean {
    if (nowMs < this.#lookMs || !this.#slot.lease.isLive(nowMs)) return false;
    this.#lookMs = nowMs + LOOK_EVERY_MS;
    return this.#limits.some((limit) => {
      const asked = { limit, demand: this.#demand.demand(limit.name, nowMs) };
      return isRunningOut(this.#inUse, asked, nowMs);
    });
  }

  #isEnding(nowMs: number): boolean {
    const { deadlineMs, isEmpty } = this.#slot.lease;
    return !isEmpty && nowMs < deadlineMs && nowMs > deadlineMs - RENEW_AHEAD_MS;
  }

  #admitOpenly(spending: Spending, nowMs: number): Admission | undefined {
    if (this.#known?.state?.override?.blocked === true) return undefined;
    const debits = debitsOf(spending, this.#limits);
    if (debits.some(({ limit }) => limit.opens !== true)) return undefined;
    if (this.#open.take(debits, nowMs).length > 0) return undefined;
    for (const { limit, amount } of debits) this.#debts.add(limit.name, amount);
    return { ok: true, lease: this.#slot.lease, reserved: [] };
  }
}
