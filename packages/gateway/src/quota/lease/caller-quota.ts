import type { StoreCall } from "../../documents/store.ts";
import type { Clock } from "../clock.ts";
import { limitStatus } from "../limit-status.ts";
import type { Limit } from "../limit.ts";
import type { Outage } from "../outage.ts";
import type { QuotaDescription, Refusal } from "../quota.ts";
import type { QuotaMeter } from "../quota-meter.ts";
import { RecordClient } from "../record-client.ts";
import type { Spending } from "../spending.ts";
import { updateOne, type QuotaStore } from "../store/quota-store.ts";
import { limitsIn, type Account } from "./account.ts";
import type { Admission, Outcome } from "./admission.ts";
import type { LeaseCharge } from "./lease-charge.ts";
import { exchangeLease, type LeaseReply } from "./lease-exchange.ts";
import { LeaseHoldings } from "./lease-holdings.ts";
import type { RenewalRequest } from "./renewal-request.ts";

/** What a call of the caller gets. */
export type CallerChargeResult =
  | {
      readonly ok: true;
      /** Gives back what the estimate had above the real cost, or takes what it lacked; undefined where they are the same. */
      readonly settle: (difference: Spending | undefined) => Promise<void>;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export interface CallerQuotaOptions {
  /** The name of this instance among all that lease from the account. */
  readonly instance: string;
  readonly store: QuotaStore<Account>;
  readonly clock: Clock;
  /** What this instance knows of the database being out of reach. */
  readonly outage: Outage;
  readonly meter: QuotaMeter;
  /** The longest that a call waits, in milliseconds. */
  readonly maxWaitMs: number;
}

/** One caller's quota on one instance, leased from its account. */
export class CallerQuota {
  readonly #at: { readonly store: QuotaStore<Account>; readonly key: string };
  readonly #clock: Clock;
  readonly #holdings: LeaseHoldings;
  readonly #client: RecordClient<LeaseCharge, Outcome, RenewalRequest, LeaseReply>;

  /** @param key - The account's. */
  constructor(key: string, limits: readonly Limit[], options: CallerQuotaOptions) {
    const { instance, store, meter, clock, outage, maxWaitMs } = options;
    const at = { store, key };
    const holdings = new LeaseHoldings(instance, limits, meter);
    this.#at = at;
    this.#clock = clock;
    this.#holdings = holdings;
    this.#client = new RecordClient(holdings, {
      key,
      exchange: (request, call) => exchangeLease(at, request, { ...call, lastKnown: holdings.own }),
      clock,
      outage,
      maxWaitMs,
    });
  }

  /** Charges a call, from memory where it can. @throws StoreError where the account can't be reached. */
  charge(spending: Spending, call: StoreCall): CallerChargeResult | Promise<CallerChargeResult> {
    const pending = this.#client.charge(this.#holdings.chargeOf(spending, call));
    return pending instanceof Promise
      ? pending.then((outcome) => this.#charged(outcome))
      : this.#charged(pending);
  }

  /** Charges a failed call of a caller that nobody knows, without ever asking the account. */
  chargeInMemory(spending: Spending): CallerChargeResult {
    const nowMs = this.#clock.monotonic();
    const charge = this.#holdings.chargeOf(spending, {});
    this.#holdings.addDemand(charge, nowMs);
    return this.#charged(this.#holdings.answerInMemory(charge, nowMs));
  }

  /** Gives the lease back, unless calls come meanwhile: what is left of it is everybody's again. */
  giveBack(): Promise<void> {
    return this.#client.giveBack("all");
  }

  /** Whether the caller is surely blocked. @param nowMs - By the monotonic clock. */
  isBlocked(nowMs: number): boolean {
    return this.#holdings.isBlocked(nowMs);
  }

  /** Whether the lease should be given back, as the caller has been quiet. @param nowMs - By the monotonic clock. */
  isIdle(nowMs: number): boolean {
    return this.#client.underWay === undefined && this.#holdings.isIdle(nowMs);
  }

  /** The limits as the account has them now, with the tokens leased here. Costs a read. */
  async describe(
    limits: readonly Limit[],
    call: StoreCall,
  ): Promise<Pick<QuotaDescription, "limits" | "blocked">> {
    const { result } = await updateOne(
      this.#at,
      (account, { nowMs }) => {
        const described = limitsIn(account, limits).map((limit) => {
          const leased = this.#holdings.tokens(limit.name, this.#clock.monotonic());
          return limitStatus(account, limit, { leased, nowMs });
        });
        const blocked = account?.override?.blocked === true && ({ blocked: true } as const);
        return { result: { limits: described, ...blocked } };
      },
      call,
    );
    return result;
  }

  #charged(outcome: Outcome): CallerChargeResult {
    if (!outcome.ok) return outcome;
    return { ok: true, settle: (difference) => this.#settle(outcome, difference) };
  }

  /**
   * Gives back what an estimate had above the real cost, or takes what it lacked.
   *
   * @param difference - The estimate less the real cost; undefined where there is none.
   */
  async #settle(admission: Admission, difference: Spending | undefined): Promise<void> {
    const mayGiveBack = admission.reserved.length > 0;
    if (difference === undefined && !mayGiveBack) return;
    // While the lease is put together with the bucket, nothing in it can change.
    while (admission.lease.isPooled && this.#client.underWay) await this.#client.underWay;
    const nowMs = this.#clock.monotonic();
    this.#holdings.settle(admission, difference, nowMs);
    if (mayGiveBack && this.#holdings.hasLeftOver(nowMs)) await this.#client.giveBack("tokens");
    else await this.#client.reportDebts();
  }
}
