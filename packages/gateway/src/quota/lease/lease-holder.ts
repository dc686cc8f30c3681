import { StoreError, type StoreCall } from "../../documents/store.ts";
import { AccountUnavailableError } from "../account-unavailable-error.ts";
import type { Account } from "./account.ts";
import type { Clock } from "../clock.ts";
import type { Limit } from "../limit.ts";
import type { Outage } from "../outage.ts";
import { MOVED, type Admission, type Outcome } from "./admission.ts";
import { Purse } from "./purse.ts";
import type { QuotaMeter } from "../quota-metrics.ts";
import type { Renewal } from "./renewal.ts";
import type { Road } from "./road.ts";
import type { Spending } from "../spending.ts";
import { failure } from "../store/failure.ts";
import type { QuotaStore } from "../store/quota-store.ts";
import { Visits } from "../visits.ts";

export interface LeaseHolderOptions {
  /** This instance. */
  readonly instance: string;
  readonly store: QuotaStore<Account>;
  readonly clock: Clock;
  /** Of the database, as the whole instance knows it. */
  readonly outage: Outage;
  readonly meter: QuotaMeter;
  /** The longest that a call waits, in milliseconds. */
  readonly maxWaitMs: number;
}

/** A call that waits for the account. */
interface Waiting {
  readonly spending: Spending;
  readonly call: StoreCall;
  /** Whether it may be sent to a shard instead. */
  readonly mayMove: boolean;
}

/** What a call gets, or that it is to be charged elsewhere. */
export type Answer = Outcome | typeof MOVED;

/**
 * One caller's quota on one instance: admits calls from the purse, and visits the account when
 * the purse can't pay.
 */
export class LeaseHolder {
  readonly #road: Road;
  readonly #options: LeaseHolderOptions & { readonly key: string };
  readonly #purse: Purse;
  readonly #visits: Visits<Waiting, Answer>;
  /** What the next visit is for, besides those who wait. */
  #renews = false;
  #leaves: Renewal["leaves"] = false;

  /** @param options - `key`: the account's. */
  constructor(
    road: Road,
    limits: readonly Limit[],
    options: LeaseHolderOptions & { readonly key: string },
  ) {
    this.#road = road;
    this.#options = options;
    this.#purse = new Purse(options.instance, limits, options.meter);
    this.#visits = new Visits({
      answer: ({ spending }) => {
        const debits = this.#purse.debitsOf(spending);
        return this.#purse.charge(spending, debits, options.clock.monotonic());
      },
      go: (waiting) => this.#go(waiting),
    });
  }

  /**
   * Admits from memory where it can.
   *
   * @throws StoreError where the account can't be reached.
   */
  charge(spending: Spending, call: StoreCall, mayMove: boolean): Answer | Promise<Answer> {
    const nowMs = this.#options.clock.monotonic();
    const debits = this.#purse.debitsOf(spending);
    this.#purse.meet(debits, nowMs);
    // Those who wait came first.
    const isFirst = !this.#visits.isAwaited;
    const outcome = isFirst ? this.#purse.charge(spending, debits, nowMs) : undefined;
    if (outcome === undefined) return this.#visits.wait({ spending, call, mayMove });
    // A refused caller needs no other lease than it has: until it may come back, it costs nothing.
    const { ok } = outcome;
    const isDue = () => (ok ? this.#purse.isRenewalDue(nowMs) : this.#purse.isEnding(nowMs));
    if (this.#visits.underWay === undefined && isDue()) {
      this.#renews = true;
      void this.#visits.go();
    }
    return outcome;
  }

  /** Charges what a lease elsewhere couldn't pay; it is not taken for a demand that calls for a lease here. */
  chargeWithoutLease(spending: Spending, call: StoreCall): Answer | Promise<Answer> {
    const nowMs = this.#options.clock.monotonic();
    const debits = this.#purse.debitsOf(spending);
    const isFirst = !this.#visits.isAwaited;
    const outcome = isFirst ? this.#purse.charge(spending, debits, nowMs) : undefined;
    return outcome ?? this.#visits.wait({ spending, call, mayMove: false });
  }

  /** Charges a call that failed, of a caller that nobody knows, in memory alone. */
  chargeJunk(spending: Spending): Outcome {
    const nowMs = this.#options.clock.monotonic();
    const debits = this.#purse.debitsOf(spending);
    this.#purse.meet(debits, nowMs);
    return this.#purse.chargeJunk(spending, debits, nowMs);
  }

  /**
   * Gives back what an estimate had above the real cost, or takes what it lacked.
   *
   * @param difference - undefined where there is none.
   */
  async settle(admission: Admission, difference: Spending | undefined): Promise<void> {
    if (difference === undefined && admission.reserved.length === 0) return;
    // While the lease is put together with the bucket, nothing in it can change.
    while (admission.lease.isPooled && this.#visits.underWay) await this.#visits.underWay;
    const nowMs = this.#options.clock.monotonic();
    this.#purse.settle(admission, difference, nowMs);
    if (admission.reserved.length > 0 && this.#purse.hasLeftOver(nowMs)) {
      this.#leaves ||= "lease";
    }
    if (this.#leaves !== false || this.#purse.hasDebts) await this.#visits.go();
  }

  /** Gives the lease back, unless calls come meanwhile: what is left of it is everybody's again. */
  async giveBack(): Promise<void> {
    this.#leaves = "account";
    await this.#visits.go();
  }

  /** What the lease holds of a limit now. */
  tokens(limitName: string): number {
    return this.#purse.tokens(limitName, this.#options.clock.monotonic());
  }

  /** To how many shards the account sends its instances; undefined before it was asked. */
  get shards(): number | undefined {
    return this.#purse.shards;
  }

  isBlocked(nowMs: number): boolean {
    return this.#purse.isBlocked(nowMs);
  }

  isIdle(nowMs: number): boolean {
    return this.#visits.underWay === undefined && this.#purse.isIdle(nowMs);
  }

  async #go(waiting: readonly Waiting[]): Promise<readonly (Answer | Error)[]> {
    const nowMs = this.#options.clock.monotonic();
    const mayLeave = waiting.length === 0 && this.#purse.hasAny(nowMs);
    const leaves = mayLeave ? this.#leaves : false;
    const isDue = waiting.length > 0 || leaves !== false || this.#renews || this.#purse.hasDebts;
    this.#leaves = this.#renews = false;
    if (!isDue) return [];
    const { clock, outage, maxWaitMs, key } = this.#options;
    if (!outage.mayTry(key, nowMs)) return this.#withoutAccount(waiting, outage.causeOf(key));
    const spendings = waiting.map(({ spending }) => spending);
    const renewal = this.#purse.ask(spendings, leaves, clock.monotonic());
    const meter = waiting[0]?.call.meter;
    const mayMove = waiting.length > 0 && waiting.every((of) => of.mayMove);
    const visit = { ...renewal, mayMove };
    const answer = await this.#road(visit, {
      // A call waits for the visit before its own, and for its own.
      signal: clock.timeout(maxWaitMs / 2),
      from: this.#purse.own,
      ...(meter && { meter }),
    }).catch((error: unknown) => {
      this.#purse.stay(renewal, error instanceof StoreError && error.outcomeUnknown);
      return failure(error);
    });
    if (answer instanceof StoreError) {
      outage.failed(key, { error: answer, sinceMs: nowMs, nowMs: clock.monotonic() });
      return this.#withoutAccount(waiting, answer);
    }
    outage.reached(key, clock.monotonic());
    if (answer.renewed === undefined) {
      this.#purse.move(renewal, answer.known);
      return waiting.map(() => MOVED);
    }
    this.#purse.arrive(renewal, answer.renewed, answer.known);
    return this.#purse.outcomes(renewal, answer.renewed, clock.monotonic());
  }

  /** What those get who wait for an account that can't be reached, or that others keep changing. */
  #withoutAccount(
    waiting: readonly Waiting[],
    cause: StoreError | undefined,
  ): readonly (Outcome | Error)[] {
    const { clock, outage } = this.#options;
    const nowMs = clock.monotonic();
    return waiting.map(({ spending }) => {
      const outcome = this.#purse.chargeOpen(spending, nowMs);
      // The call's own work hasn't begun: whatever became of the charge, nothing of it is unknown.
      if (outcome !== undefined) return outcome;
      if (!outage.isOn) return new AccountUnavailableError(cause);
      return new StoreError("UNAVAILABLE", "the quota can't be charged", { cause });
    });
  }
}
