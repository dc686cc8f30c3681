import type { StoreError } from "../../documents/store.ts";
import { outcomesOf, type Admission, type Outcome } from "./admission.ts";
import { limitsIn, type Account } from "./account.ts";
import { noVisits, visitsWith } from "./crowd.ts";
import { Debts } from "./debts.ts";
import { DemandMeter } from "./demand-meter.ts";
import { stillLeft, type EndedLease } from "./ended-lease.ts";
import { JunkMeter } from "./junk-meter.ts";
import { Lease } from "./lease.ts";
import {
  isEmptyRoom,
  isLeftOver,
  isRunningOut,
  isTooMuch,
  RENEW_AHEAD_MS,
  RENEW_EVERY_MS,
  type LeaseInUse,
} from "./lease-in-use.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import { boundBy } from "../override.ts";
import { OpenMeter } from "./open-meter.ts";
import type { QuotaMeter } from "../quota-metrics.ts";
import { isBlocked, rememberedRefusal } from "./remembered-refusal.ts";
import { tokensOf, type Renewal, type Renewed } from "./renewal.ts";
import { LEASE_MS } from "./lease-time.ts";
import { amountOf, debitsOf, reservedFor, type Debit, type Spending } from "../spending.ts";
import type { Snapshot } from "../store/quota-store.ts";

/** A caller's demand is what it asked in about so long. */
const DEMAND_MS = 4_000;
/** Whether a lease is to be renewed is looked at so often. */
const LOOK_EVERY_MS = 50;
/** A lease is given back when its caller has been quiet for so long, */
const IDLE_MS = 3_000;
/** and it holds this part of a limit, for which a write is worth it. */
const WORTH_A_WRITE = 1 / 16;

/**
 * What one instance has and knows of one account: a lease, debts, the account as it was left, and
 * how much is asked of it. All times are the instance's monotonic clock's.
 */
export class Purse {
  readonly #instance: string;
  readonly #meter: QuotaMeter;
  readonly #tierLimits: readonly Limit[];
  /** Those that bind the caller, as far as is known. */
  #limits: readonly Limit[];
  readonly #demand = new DemandMeter(DEMAND_MS);
  readonly #debts = new Debts();
  readonly #junk = new JunkMeter();
  readonly #open = new OpenMeter();
  #lease = new Lease();
  /** What was left of a lease that has ended, until the account has it back. */
  #ended: EndedLease | undefined;
  #known: Snapshot<Account> | undefined;
  /** Those of this instance to the account, as that counts them. */
  #visits = noVisits(0);
  /** Leases asked for so far. */
  #number = 0;
  #askedMs = -Infinity;
  #chargedMs = -Infinity;
  /** How long it was between the last two calls. */
  #pausedMs = Infinity;
  /** When to look again whether the lease is to be renewed. */
  #lookMs = -Infinity;

  constructor(instance: string, limits: readonly Limit[], meter: QuotaMeter) {
    this.#instance = instance;
    this.#meter = meter;
    this.#tierLimits = this.#limits = limits;
  }

  /** The account as it was left, if nobody else seems to come there. */
  get own(): Snapshot<Account> | undefined {
    const { state } = this.#known ?? {};
    const others = Object.keys(state?.leases ?? {}).some((holder) => holder !== this.#instance);
    const isCommon = (state?.visits.count ?? 0) > this.#visits.count;
    return others || isCommon ? undefined : this.#known;
  }

  /** To how many shards the account sends its instances; undefined before it was asked. */
  get shards(): number | undefined {
    return this.#known && (this.#known.state?.shards ?? 1);
  }

  /** Whether the caller is blocked, as far as is surely known. */
  isBlocked(nowMs: number): boolean {
    return this.#known !== undefined && isBlocked(this.#known, nowMs);
  }

  /** Whether there is anything to bring to the account. */
  hasAny(nowMs: number): boolean {
    return this.hasDebts || (this.#lease.isLive(nowMs) && (!this.#lease.isEmpty || this.isCounted));
  }

  /** Whether the account counts this instance among those who share it. */
  get isCounted(): boolean {
    return this.#known?.state?.leases[this.#instance] !== undefined;
  }

  get hasDebts(): boolean {
    return this.#debts.isAny;
  }

  /** What a call takes from the limits that bind the caller, as far as they are known. */
  debitsOf(spending: Spending): readonly Debit[] {
    return debitsOf(spending, this.#limits);
  }

  /** A charge comes: from now on it counts as demand. */
  meet(debits: readonly Debit[], nowMs: number): void {
    this.#pausedMs = nowMs - this.#chargedMs;
    this.#chargedMs = nowMs;
    for (const { limit, amount } of debits) this.#demand.add(limit.name, amount, nowMs);
  }

  /** What the account would surely answer; undefined where it must be asked. */
  charge(spending: Spending, debits: readonly Debit[], nowMs: number): Outcome | undefined {
    const lease = this.#lease;
    if (lease.isPooled) return undefined;
    const reserved = reservedFor(spending, this.#limits);
    if (lease.spend(debits, reserved, nowMs)) return { ok: true, lease, reserved };
    if (this.#known === undefined) return undefined;
    const [instance, askedMs, pausedMs] = [this.#instance, this.#askedMs, this.#pausedMs];
    const memory = { known: this.#known, lease, instance, askedMs, pausedMs };
    const refusal = rememberedRefusal(memory, debits, nowMs);
    return refusal && { ok: false, refusal };
  }

  /** The same for a call that failed, of a caller that nobody knows: the account is never asked. */
  chargeJunk(spending: Spending, debits: readonly Debit[], nowMs: number): Outcome {
    const outcome = this.charge(spending, debits, nowMs);
    if (outcome !== undefined) return outcome;
    const refusal = this.#junk.pay(debits, nowMs);
    if (refusal !== undefined) return { ok: false, refusal };
    return { ok: true, lease: this.#lease, reserved: [] };
  }

  /**
   * Admits without the account, which can't be reached, as far as the limits are declared open. It
   * is told what they took when it can be reached again.
   */
  chargeOpen(spending: Spending, nowMs: number): Outcome | undefined {
    if (this.#known?.state?.override?.blocked === true) return undefined;
    const debits = debitsOf(spending, this.#limits);
    if (!this.#open.take(debits, nowMs)) return undefined;
    for (const { limit, amount } of debits) this.#debts.add(limit.name, amount);
    return { ok: true, lease: this.#lease, reserved: [] };
  }

  /** Gives back what an estimate had above the real cost, or takes what it lacked: from the lease, and what that lacks is owed. */
  settle(admission: Admission, difference: Spending | undefined, nowMs: number): void {
    // Only into a lease that still is: the account may have filled the room of one that ended.
    const lives = admission.lease === this.#lease && this.#lease.isLive(nowMs);
    for (const { limit, amount } of admission.reserved) {
      const more = difference === undefined ? 0 : amountOf(difference, limit);
      const back = Math.min(amount, Math.max(0, more));
      if (lives) this.#lease.settle(limit.name, amount, back);
    }
    if (difference === undefined) return;
    for (const limit of this.#limits) {
      const missing = Math.max(0, -amountOf(difference, limit));
      this.#debts.add(limit.name, missing - (lives ? this.#lease.draw(limit.name, missing) : 0));
    }
  }

  /** Whether it is time to renew the lease, before the next calls have to wait for that. */
  isRenewalDue(nowMs: number): boolean {
    if (nowMs < this.#lookMs || !this.#lease.isLive(nowMs)) return false;
    this.#lookMs = nowMs + LOOK_EVERY_MS;
    return this.#limits.some((limit) => {
      const of = { limit, demand: this.#demand.of(limit.name, nowMs) };
      return isRunningOut(this.#inUse, of, nowMs);
    });
  }

  /** The same where calls are refused: they need no more than they have, but that. */
  isEnding(nowMs: number): boolean {
    const { deadlineMs, isEmpty } = this.#lease;
    return !isEmpty && nowMs < deadlineMs && nowMs > deadlineMs - RENEW_AHEAD_MS;
  }

  /** Whether the lease holds what others could use, and its caller doesn't. */
  isIdle(nowMs: number): boolean {
    if (nowMs - this.#chargedMs <= IDLE_MS) return false;
    return this.#limits.some(({ name, capacity }) => {
      return this.#lease.tokens(name, nowMs) > capacity * WORTH_A_WRITE;
    });
  }

  /** The same right after a call of a caller who makes few. */
  hasLeftOver(nowMs: number): boolean {
    if (this.#limits.some((limit) => isEmptyRoom(this.#inUse, limit, nowMs))) return true;
    const isBusy = this.#limits.some(({ name }) => this.#demand.of(name, nowMs).isLasting);
    return !isBusy && this.#limits.some((limit) => isLeftOver(this.#inUse, limit, nowMs));
  }

  tokens(limitName: string, nowMs: number): number {
    return this.#lease.tokens(limitName, nowMs);
  }

  /** What to bring to the account. Ends with arrive() or stay(). */
  ask(spendings: readonly Spending[], leaves: Renewal["leaves"], nowMs: number): Renewal {
    if (!this.#lease.isLive(nowMs)) this.#endLease();
    const renews = spendings.length === 0 && leaves === false;
    const pooled = !renews || this.#limits.some((limit) => isTooMuch(this.#inUse, limit, nowMs));
    const demand = this.#limits.map(({ name }) => [name, this.#demand.of(name, nowMs)] as const);
    for (const [name, paid] of this.#junk.drain(nowMs)) this.#debts.add(name, paid);
    const asked = this.#demand.drain(nowMs);
    this.#askedMs = nowMs;
    this.#lookMs = nowMs + RENEW_EVERY_MS;
    return {
      holder: this.#instance,
      number: (this.#number += 1),
      limits: this.#tierLimits,
      ...(this.#lease.isLive(nowMs) && { held: this.#lease.ask(pooled, nowMs) }),
      ...(this.#ended && { ended: this.#ended }),
      spendings,
      debts: this.#debts.drain(),
      asked,
      demand: Object.fromEntries(demand),
      renews,
      leaves,
      ...(this.#visits.count > 0 && { visitedMs: this.#visits.atMs }),
      ...(this.#pausedMs !== Infinity && { pauseMs: this.#pausedMs }),
      leaseMs: LEASE_MS,
    };
  }

  /** The account has answered. */
  arrive(renewal: Renewal, renewed: Renewed & { moment: Moment }, known: Snapshot<Account>): void {
    const { lease, moment } = renewed;
    this.#known = known;
    if (lease !== undefined) this.#visits = visitsWith(this.#visits, moment.nowMs, undefined);
    this.#limits = limitsIn(known.state, this.#tierLimits);
    if (lease === undefined) return this.#lease.resume();
    if (!lease.goesOn) this.#forgetLease();
    else if (renewal.held?.pooled === true) this.#count("returned", tokensOf(renewal.held.parts));
    this.#forgetEnded(moment);
    this.#count("leased", tokensOf(lease.parts));
    this.#lease.renew(lease, moment);
    if (renewal.leaves !== false && this.#lease.isEmpty) this.#lease = new Lease();
  }

  /** The account has sent those who waited elsewhere. */
  move(renewal: Renewal, known: Snapshot<Account>): void {
    this.#known = known;
    this.stay(renewal, false);
  }

  /** The account has not answered. */
  stay(renewal: Renewal, outcomeUnknown: boolean): void {
    for (const [name, debt] of Object.entries(renewal.debts)) this.#debts.add(name, debt);
    if (!outcomeUnknown) return this.#lease.resume();
    this.#forgetEnded(undefined);
    // What was put together with the bucket may have been spent there.
    if (renewal.held?.pooled === true) this.#forgetLease();
    else this.#lease.stopRefill();
  }

  /** What the calls get that the account has decided on. */
  outcomes(renewal: Renewal, renewed: Renewed, nowMs: number): readonly (Outcome | StoreError)[] {
    return outcomesOf(renewal, renewed, { lease: this.#lease, limits: this.#limits, nowMs });
  }

  get #inUse(): LeaseInUse {
    return { lease: this.#lease, known: this.#known };
  }

  /** What is left of it goes back with the next visit. */
  #endLease(): void {
    const limits = boundBy(this.#tierLimits, this.#known?.state?.override ?? null);
    if (!this.#lease.isEmpty) this.#ended = { ...this.#lease.left, limits };
    this.#lease = new Lease();
  }

  /** What is left of it is lost. */
  #forgetLease(): void {
    this.#count("stranded", this.#lease.left.tokens);
    this.#lease = new Lease();
  }

  /** It may come back once. @param moment - When it did; undefined where nobody knows whether. */
  #forgetEnded(moment: Moment | undefined): void {
    const ended = this.#ended;
    this.#ended = undefined;
    if (ended === undefined) return;
    for (const limit of ended.limits) {
      const back = moment === undefined ? 0 : stillLeft(ended, limit, moment.latestMs);
      this.#meter.countTokens("returned", limit.class, back);
      this.#meter.countTokens("stranded", limit.class, (ended.tokens[limit.name] ?? 0) - back);
    }
  }

  #count(what: "leased" | "returned" | "stranded", tokens: Readonly<Record<string, number>>): void {
    for (const { name, class: costClass } of this.#limits) {
      this.#meter.countTokens(what, costClass, tokens[name] ?? 0);
    }
  }
}
