import { StoreError, type StoreCall } from "../documents/store.ts";
import type { Account } from "./account.ts";
import type { Clock } from "./clock.ts";
import { limitStatus } from "./limit-status.ts";
import type { Limit } from "./limit.ts";
import type { Moment } from "./moment.ts";
import { Purse, type Admission, type Outcome } from "./purse.ts";
import { boundBy } from "./override.ts";
import type { LimitStatus } from "./quota.ts";
import { renew, type Outcome as Decided, type Renewal, type Renewed } from "./renewal.ts";
import type { Spending } from "./spending.ts";
import type { QuotaStore, Snapshot } from "./store.ts";

export interface LeaseHolderOptions {
  /** This instance. */
  readonly instance: string;
  readonly store: QuotaStore<Account>;
  readonly clock: Clock;
  /** The longest that a call waits, in milliseconds. */
  readonly maxWaitMs: number;
}

/** A call that waits for the account. */
interface Waiting {
  readonly spending: Spending;
  readonly meter: StoreCall["meter"];
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One caller's quota on one instance: admits calls from the purse, and visits the account when
 * the purse can't pay. The calls that come while it is away go together on the next visit.
 */
export class LeaseHolder {
  readonly #key: string;
  readonly #options: LeaseHolderOptions;
  readonly #purse: Purse;
  #waiting: Waiting[] = [];
  #renews = false;
  #leaves = false;
  #visiting: Promise<void> | undefined;

  constructor(key: string, limits: readonly Limit[], options: LeaseHolderOptions) {
    this.#key = key;
    this.#options = options;
    this.#purse = new Purse(options.instance, limits);
  }

  /** Admits from memory where it can. @throws StoreError where the account can't be reached. */
  charge(spending: Spending, call: StoreCall): Outcome | Promise<Outcome> {
    const nowMs = this.#options.clock.monotonic();
    this.#purse.meet(spending, nowMs);
    // Those who wait came first.
    const outcome = this.#waiting.length === 0 ? this.#purse.charge(spending, nowMs) : undefined;
    if (outcome === undefined) return this.#wait(spending, call);
    if (this.#visiting === undefined && this.#purse.isRenewalDue(nowMs)) {
      this.#renews = true;
      void this.#visit();
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
    while (admission.lease.isPooled && this.#visiting !== undefined) await this.#visiting;
    const nowMs = this.#options.clock.monotonic();
    this.#purse.settle(admission, difference, nowMs);
    if (this.#purse.hasLeftOver(nowMs)) this.#leaves = true;
    if (this.#leaves || this.#purse.hasDebts) await this.#visit();
  }

  /** Gives the lease back, unless calls come meanwhile: what is left of it is everybody's again. */
  async giveBack(): Promise<void> {
    this.#leaves = true;
    await this.#visit();
  }

  /** The limits as the account has them now, with what this lease holds. Costs a read. */
  async describe(limits: readonly Limit[], call: StoreCall): Promise<readonly LimitStatus[]> {
    const { store, clock } = this.#options;
    const { result } = await store.update(
      this.#key,
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
    return this.#visiting === undefined && this.#purse.isIdle(nowMs);
  }

  #wait(spending: Spending, { meter }: StoreCall): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ spending, meter, resolve, reject });
      void this.#visit();
    });
  }

  /** Ends when all that there was to do, and all that came meanwhile, is done. */
  #visit(): Promise<void> {
    return (this.#visiting ??= this.#visits());
  }

  async #visits(): Promise<void> {
    try {
      do {
        // Calls of the same tick go together.
        await Promise.resolve();
        const waiting = this.#unserved();
        const leaves = this.#leaves && waiting.length === 0;
        const due = waiting.length > 0 || leaves || this.#renews || this.#purse.hasDebts;
        this.#leaves = this.#renews = false;
        if (due) await this.#ask(waiting, leaves);
      } while (this.#waiting.length > 0);
    } finally {
      // At once: who comes from now on must not wait for a visit that is over.
      this.#visiting = undefined;
    }
  }

  /** Those that wait and that memory can't answer after all. */
  #unserved(): readonly Waiting[] {
    const nowMs = this.#options.clock.monotonic();
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting.filter(({ spending, resolve }) => {
      const outcome = this.#purse.charge(spending, nowMs);
      if (outcome !== undefined) resolve(outcome);
      return outcome === undefined;
    });
  }

  async #ask(waiting: readonly Waiting[], leaves: boolean): Promise<void> {
    const { clock } = this.#options;
    const spendings = waiting.map(({ spending }) => spending);
    const renewal = this.#purse.ask(spendings, leaves, clock.monotonic());
    try {
      const { result, snapshot } = await this.#send(renewal, waiting[0]?.meter);
      this.#purse.arrive(renewal, result, snapshot);
      for (const [index, { spending, resolve, reject }] of waiting.entries()) {
        const decided = result.outcomes[index] as Decided;
        const outcome = this.#purse.outcome(spending, decided, clock.monotonic());
        if (outcome === undefined) reject(unavailable("admitted too late"));
        else resolve(outcome);
      }
    } catch (error) {
      this.#purse.stay(renewal, error instanceof StoreError && error.outcomeUnknown);
      for (const { reject } of waiting)
        reject(error instanceof StoreError ? unavailable(error) : error);
    }
  }

  #send(
    renewal: Renewal,
    meter: StoreCall["meter"],
  ): Promise<{ result: Renewed & { moment: Moment }; snapshot: Snapshot<Account> }> {
    const { store, clock, maxWaitMs } = this.#options;
    return store.update(
      this.#key,
      (account, moment) => {
        const { result, ...rest } = renew(account, renewal, moment);
        return { ...rest, result: { ...result, moment } };
      },
      {
        // A call waits for the visit before its own, and for its own.
        signal: clock.timeout(maxWaitMs / 2),
        from: this.#purse.own,
        ...(meter && { meter }),
      },
    );
  }
}

/** The call's own work hasn't begun: whatever became of the charge, nothing of it is unknown. */
function unavailable(cause: unknown): StoreError {
  return new StoreError("UNAVAILABLE", "the quota can't be charged", { cause });
}
