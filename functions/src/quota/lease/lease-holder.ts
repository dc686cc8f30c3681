import { StoreError, type StoreCall } from "../../documents/store.ts";
import type { Account } from "./account.ts";
import type { Clock } from "../clock.ts";
import { limitStatus } from "../limit-status.ts";
import type { Limit } from "../limit.ts";
import type { Moment } from "../moment.ts";
import type { Outage } from "../outage.ts";
import { boundBy } from "../override.ts";
import { Purse, type Admission, type Outcome } from "./purse.ts";
import type { QuotaMeter } from "../quota-metrics.ts";
import type { LimitStatus } from "../quota.ts";
import { renew, type Renewal, type Renewed } from "./renewal.ts";
import type { Spending } from "../spending.ts";
import { updateOne, type QuotaStore, type Snapshot } from "../store/quota-store.ts";
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
}

/**
 * One caller's quota on one instance: admits calls from the purse, and visits the account when
 * the purse can't pay.
 */
export class LeaseHolder {
  readonly #key: string;
  readonly #options: LeaseHolderOptions;
  readonly #purse: Purse;
  readonly #visits: Visits<Waiting, Outcome>;
  /** What the next visit is for, besides those who wait. */
  #renews = false;
  #leaves = false;

  constructor(key: string, limits: readonly Limit[], options: LeaseHolderOptions) {
    this.#key = key;
    this.#options = options;
    this.#purse = new Purse(options.instance, limits, options.meter);
    this.#visits = new Visits({
      answer: ({ spending }) => this.#purse.charge(spending, options.clock.monotonic()),
      go: (waiting) => this.#go(waiting),
    });
  }

  /** Admits from memory where it can. @throws StoreError where the account can't be reached. */
  charge(spending: Spending, call: StoreCall): Outcome | Promise<Outcome> {
    const nowMs = this.#options.clock.monotonic();
    this.#purse.meet(spending, nowMs);
    // Those who wait came first.
    const outcome = this.#visits.isAwaited ? undefined : this.#purse.charge(spending, nowMs);
    if (outcome === undefined) return this.#visits.wait({ spending, call });
    if (this.#visits.underWay === undefined && this.#purse.isRenewalDue(nowMs)) {
      this.#renews = true;
      void this.#visits.go();
    }
    return outcome;
  }

  /** Charges a call that failed, of a caller that nobody knows, in memory alone. */
  chargeJunk(spending: Spending): Outcome {
    const nowMs = this.#options.clock.monotonic();
    this.#purse.meet(spending, nowMs);
    return this.#purse.chargeJunk(spending, nowMs);
  }

  /** Gives back what an estimate had above the real cost, or takes what it lacked. */
  async settle(admission: Admission, difference: Spending): Promise<void> {
    // While the lease is put together with the bucket, nothing in it can change.
    while (admission.lease.isPooled && this.#visits.underWay) await this.#visits.underWay;
    const nowMs = this.#options.clock.monotonic();
    this.#purse.settle(admission, difference, nowMs);
    if (this.#purse.hasLeftOver(nowMs)) this.#leaves = true;
    if (this.#leaves || this.#purse.hasDebts) await this.#visits.go();
  }

  /** Gives the lease back, unless calls come meanwhile: what is left of it is everybody's again. */
  async giveBack(): Promise<void> {
    this.#leaves = true;
    await this.#visits.go();
  }

  /** The limits as the account has them now, with what this lease holds. Costs a read. */
  async describe(limits: readonly Limit[], call: StoreCall): Promise<readonly LimitStatus[]> {
    const { store, clock } = this.#options;
    const { result } = await updateOne(
      { store, key: this.#key },
      (account, { nowMs }) => ({
        result: boundBy(limits, account?.override ?? null).map((limit) => {
          const leased = this.#purse.tokens(limit.name, clock.monotonic());
          return limitStatus(account, limit, { leased, nowMs });
        }),
      }),
      call,
    );
    return result;
  }

  isIdle(nowMs: number): boolean {
    return this.#visits.underWay === undefined && this.#purse.isIdle(nowMs);
  }

  async #go(waiting: readonly Waiting[]): Promise<readonly (Outcome | Error)[]> {
    const leaves = this.#leaves && waiting.length === 0;
    const isDue = waiting.length > 0 || leaves || this.#renews || this.#purse.hasDebts;
    this.#leaves = this.#renews = false;
    if (!isDue) return [];
    const { clock, outage } = this.#options;
    if (!outage.mayTry(clock.monotonic())) return this.#withoutAccount(waiting, undefined);
    const spendings = waiting.map(({ spending }) => spending);
    const renewal = this.#purse.ask(spendings, leaves, clock.monotonic());
    const answer = await this.#send(renewal, waiting[0]?.call).catch(storeError);
    if (answer instanceof StoreError) {
      this.#purse.stay(renewal, answer.outcomeUnknown);
      return this.#withoutAccount(waiting, answer);
    }
    outage.ends();
    this.#purse.arrive(renewal, answer.result, answer.snapshot);
    return this.#purse.outcomes(renewal, answer.result, clock.monotonic());
  }

  /** What those get who wait for an account that can't be reached, or that others keep changing. */
  #withoutAccount(
    waiting: readonly Waiting[],
    cause: StoreError | undefined,
  ): readonly (Outcome | Error)[] {
    const { clock, outage } = this.#options;
    const nowMs = clock.monotonic();
    if (cause !== undefined && cause.code !== "ABORTED") outage.begins(nowMs);
    return waiting.map(({ spending }) => {
      const outcome = this.#purse.chargeOpen(spending, nowMs);
      // The call's own work hasn't begun: whatever became of the charge, nothing of it is unknown.
      return outcome ?? new StoreError("UNAVAILABLE", "the quota can't be charged", { cause });
    });
  }

  #send(
    renewal: Renewal,
    call: StoreCall | undefined,
  ): Promise<{ result: Renewed & { moment: Moment }; snapshot: Snapshot<Account> }> {
    const { store, clock, maxWaitMs } = this.#options;
    return updateOne(
      { store, key: this.#key },
      (account, moment) => {
        const { result, ...rest } = renew(account, renewal, moment);
        return { ...rest, result: { ...result, moment } };
      },
      {
        // A call waits for the visit before its own, and for its own.
        signal: clock.timeout(maxWaitMs / 2),
        from: this.#purse.own,
        ...(call?.meter && { meter: call.meter }),
      },
    );
  }
}

/** An expected failure, as a value. @throws anything else. */
function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  throw error;
}
