import type { StoreCall } from "../../documents/store.ts";
import type { Clock } from "../clock.ts";
import type { Limit } from "../limit.ts";
import type { Outage } from "../outage.ts";
import type { QuotaMeter } from "../quota-meter.ts";
import { RecordClient } from "../record-client.ts";
import type { Spending } from "../spending.ts";
import type { QuotaStore } from "../store/quota-store.ts";
import type { Account } from "./account.ts";
import type { Admission, Outcome } from "./admission.ts";
import type { LeaseAnswer, LeaseCharge } from "./lease-charge.ts";
import type { LeaseExchange, LeaseReply } from "./lease-exchange.ts";
import { LeaseHoldings } from "./lease-holdings.ts";
import type { SentRenewal } from "./renewal-request.ts";

export interface LeaseHolderOptions {
  /** The name of this instance among all that lease from the record. */
  readonly instance: string;
  readonly store: QuotaStore<Account>;
  readonly clock: Clock;
  /** What this instance knows of the database being out of reach. */
  readonly outage: Outage;
  readonly meter: QuotaMeter;
  /** The longest that a call waits, in milliseconds. */
  readonly maxWaitMs: number;
}

/** One caller's lease on one instance, from its account or from a shard of that. */
export class LeaseHolder {
  readonly #clock: Clock;
  readonly #holdings: LeaseHoldings;
  readonly #client: RecordClient<LeaseCharge, LeaseAnswer, SentRenewal, LeaseReply>;

  /** @param options - `key`: the account's, by which an outage knows it. */
  constructor(
    exchange: LeaseExchange,
    limits: readonly Limit[],
    options: LeaseHolderOptions & { readonly key: string },
  ) {
    const { instance, meter, clock, outage, maxWaitMs, key } = options;
    this.#clock = clock;
    const holdings = new LeaseHoldings(instance, limits, meter);
    this.#holdings = holdings;
    this.#client = new RecordClient(holdings, {
      key,
      exchange: (request, call) =>
        exchange(request, {
          ...call,
          lastKnown: holdings.own,
          demand: () => holdings.demand(clock.monotonic()),
        }),
      clock,
      outage,
      maxWaitMs,
    });
  }

  /**
   * Charges a call, from memory where it can.
   *
   * @param mayMove - Whether the account may send it to a shard instead.
   * @throws StoreError where the account can't be reached.
   */
  charge(
    spending: Spending,
    call: StoreCall,
    mayMove: boolean,
  ): LeaseAnswer | Promise<LeaseAnswer> {
    const charge = this.#holdings.chargeOf(spending, call, { mayMove, isDemand: true });
    return this.#client.charge(charge);
  }

  /** Charges what a lease elsewhere could not pay; it is no demand that calls for a lease here. */
  chargeWithoutLease(spending: Spending, call: StoreCall): LeaseAnswer | Promise<LeaseAnswer> {
    const charge = this.#holdings.chargeOf(spending, call, { mayMove: false, isDemand: false });
    return this.#client.charge(charge);
  }

  /** Charges a failed call of a caller that nobody knows, without ever asking the account. */
  chargeInMemory(spending: Spending): Outcome {
    const nowMs = this.#clock.monotonic();
    const charge = this.#holdings.chargeOf(spending, {}, { mayMove: false, isDemand: true });
    this.#holdings.addDemand(charge, nowMs);
    return this.#holdings.answerInMemory(charge, nowMs);
  }

  /**
   * Gives back what an estimate had above the real cost, or takes what it lacked.
   *
   * @param difference - The estimate less the real cost; undefined where there is none.
   */
  async settle(admission: Admission, difference: Spending | undefined): Promise<void> {
    const mayGiveBack = admission.reserved.length > 0;
    if (difference === undefined && !mayGiveBack) return;
    // While the lease is put together with the bucket, nothing in it can change.
    while (admission.lease.isPooled && this.#client.underWay) await this.#client.underWay;
    const nowMs = this.#clock.monotonic();
    this.#holdings.settle(admission, difference, nowMs);
    if (mayGiveBack && this.#holdings.hasLeftOver(nowMs)) await this.#client.giveBack("tokens");
    else await this.#client.reportDebts();
  }

  /** Gives the lease back, unless calls come meanwhile: what is left of it is everybody's again. */
  giveBack(): Promise<void> {
    return this.#client.giveBack("all");
  }

  /** The tokens that the lease holds of a limit now. */
  tokens(limitName: string): number {
    return this.#holdings.tokens(limitName, this.#clock.monotonic());
  }

  /** The number of shards to which the account sends its instances; undefined before it was asked. */
  get shards(): number | undefined {
    return this.#holdings.shards;
  }

  /** Whether the caller is surely blocked. @param nowMs - By the monotonic clock. */
  isBlocked(nowMs: number): boolean {
    return this.#holdings.isBlocked(nowMs);
  }

  /** Whether the lease should be given back, as its caller has been quiet. @param nowMs - By the monotonic clock. */
  isIdle(nowMs: number): boolean {
    return this.#client.underWay === undefined && this.#holdings.isIdle(nowMs);
  }
}
