import { createHash } from "node:crypto";
import type { StoreCall } from "../../documents/store.ts";
import { limitStatus } from "../limit-status.ts";
import type { Limit } from "../limit.ts";
import type { QuotaDescription, Refusal } from "../quota.ts";
import { debitsOf, type Spending } from "../spending.ts";
import { updateOne } from "../store/quota-store.ts";
import { limitsIn } from "./account.ts";
import { SHARD_LEASE_MS } from "./shard-count.ts";
import { LeaseHolder, type LeaseHolderOptions } from "./lease-holder.ts";
import type { LeaseAnswer } from "./lease-charge.ts";
import type { Outcome } from "./admission.ts";
import { accountExchange, shardExchange } from "./lease-exchange.ts";

const MS_PER_MINUTE = 60_000;

/** What a call of the caller gets. */
export type CallerChargeResult =
  | {
      readonly ok: true;
      /** Gives back what the estimate had above the real cost, or takes what it lacked; undefined where they are the same. */
      readonly settle: (difference: Spending | undefined) => Promise<void>;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** The shard that an instance leases from. */
interface ShardLease {
  readonly index: number;
  /** The number of shards when the instance was sent there. */
  readonly shards: number;
  readonly holder: LeaseHolder;
}

/**
 * One caller's quota on one instance, leased from its account, or from the shard of it to which
 * this instance is sent while more instances renew than one document bears.
 */
export class CallerQuota {
  readonly #key: string;
  readonly #limits: readonly Limit[];
  readonly #options: LeaseHolderOptions;
  readonly #accountLease: LeaseHolder;
  /** A number by which this instance's shard is chosen; undefined before it is needed. */
  #place: number | undefined;
  /** How often this instance has changed shards. */
  #moves = 0;
  #shardLease: ShardLease | undefined;

  constructor(key: string, limits: readonly Limit[], options: LeaseHolderOptions) {
    this.#key = key;
    this.#limits = limits;
    this.#options = options;
    const exchange = accountExchange(options.store, key);
    this.#accountLease = new LeaseHolder(exchange, limits, { ...options, key });
  }

  /** Charges a call, from memory where it can. @throws StoreError where the account can't be reached. */
  charge(
    spending: Spending,
    call: StoreCall,
    mayMove = true,
  ): CallerChargeResult | Promise<CallerChargeResult> {
    const shard = this.#shard();
    const holder = shard ?? this.#accountLease;
    const pending = holder.charge(spending, call, mayMove);
    if (pending instanceof Promise) {
      return pending.then((answer) => this.#charged({ holder, answer }, spending, call));
    }
    return this.#charged({ holder, answer: pending }, spending, call);
  }

  /** Charges a failed call of a caller that nobody knows, without ever asking the account. */
  chargeInMemory(spending: Spending): CallerChargeResult {
    return settledBy(this.#accountLease, this.#accountLease.chargeInMemory(spending));
  }

  /** Gives the leases back. */
  async giveBack(): Promise<void> {
    await Promise.all([this.#accountLease.giveBack(), this.#shardLease?.holder.giveBack()]);
  }

  /** Whether the caller is surely blocked. @param nowMs - By the monotonic clock. */
  isBlocked(nowMs: number): boolean {
    return (this.#shardLease?.holder ?? this.#accountLease).isBlocked(nowMs);
  }

  /** Whether the leases should be given back, as the caller has been quiet. @param nowMs - By the monotonic clock. */
  isIdle(nowMs: number): boolean {
    return this.#accountLease.isIdle(nowMs) || this.#shardLease?.holder.isIdle(nowMs) === true;
  }

  /** The limits as the account has them now, with the tokens leased here. Costs a read. */
  async describe(
    limits: readonly Limit[],
    call: StoreCall,
  ): Promise<Pick<QuotaDescription, "limits" | "blocked">> {
    const { store } = this.#options;
    const { result } = await updateOne(
      { store, key: this.#key },
      (account, { nowMs }) => {
        const described = limitsIn(account, limits).map((limit) => {
          const leased =
            this.#accountLease.tokens(limit.name) +
            (this.#shardLease?.holder.tokens(limit.name) ?? 0);
          return limitStatus(account, limit, { leased, nowMs });
        });
        const blocked = account?.override?.blocked === true && ({ blocked: true } as const);
        return { result: { limits: described, ...blocked } };
      },
      call,
    );
    return result;
  }

  /** What an answer comes to: charges the call elsewhere where it was not decided there. */
  #charged(
    answered: { readonly holder: LeaseHolder; readonly answer: LeaseAnswer },
    spending: Spending,
    call: StoreCall,
  ): CallerChargeResult | Promise<CallerChargeResult> {
    const { holder, answer } = answered;
    // Sent on once only, though the account may send it elsewhere again by then.
    if ("moved" in answer) return this.charge(spending, call, false);
    if (answer.ok || holder === this.#accountLease) return settledBy(holder, answer);
    const { refusal } = answer;
    if (refusal.reason === "QUOTA_EXCEEDED") return this.#wholeRefusal(refusal, spending);
    if (refusal.reason !== "COST_EXCEEDS_CAPACITY") return { ok: false, refusal };
    // The account may have what is more than a shard ever has.
    const account = this.#accountLease;
    const pending = account.chargeWithoutLease(spending, call);
    return pending instanceof Promise
      ? pending.then((another) =>
          this.#charged({ holder: account, answer: another }, spending, call),
        )
      : this.#charged({ holder: account, answer: pending }, spending, call);
  }

  /**
   * A shard's refusal in terms of the whole limit. The shard doesn't know what others have: when
   * the leases of all have ended, the account has it.
   */
  #wholeRefusal(refusal: Refusal, spending: Spending): CallerChargeResult {
    const limit = this.#limits.find(({ name }) => name === refusal.limit);
    const { capacity, refillPerMinute } = limit ?? refusal;
    const fillMs = debitsOf(spending, this.#limits).map(
      (debit) => (debit.amount * MS_PER_MINUTE) / debit.limit.refillPerMinute,
    );
    const retryAfterMs = Math.ceil(SHARD_LEASE_MS + Math.max(0, ...fillMs));
    return { ok: false, refusal: { ...refusal, capacity, refillPerMinute, retryAfterMs } };
  }

  /** The lease from the shard to which this instance is sent; undefined where there are no shards. */
  #shard(): LeaseHolder | undefined {
    const { instance } = this.#options;
    const last = this.#shardLease;
    // Before it has asked its shard, a holder does not know the number of shards, and the account
    // may know an older one.
    const shards = last?.holder.shards ?? last?.shards ?? this.#accountLease.shards ?? 1;
    const index = shards > 1 ? (this.#place ??= placeOf(instance)) % shards : undefined;
    if (index === last?.index) return last?.holder;
    void last?.holder.giveBack();
    this.#shardLease = index === undefined ? undefined : this.#move(index, shards);
    return this.#shardLease?.holder;
  }

  #move(index: number, shards: number): ShardLease {
    const { store, instance } = this.#options;
    // The lease before may still be on its way back under its own name.
    const name = `${instance}.${String((this.#moves += 1))}`;
    const options = { ...this.#options, instance: name, key: this.#key };
    const exchange = shardExchange(store, this.#key, index);
    return { index, shards, holder: new LeaseHolder(exchange, this.#limits, options) };
  }
}

function settledBy(holder: LeaseHolder, outcome: Outcome): CallerChargeResult {
  if (!outcome.ok) return outcome;
  return { ok: true, settle: (difference) => holder.settle(outcome, difference) };
}

/** A number for an instance, always the same, and spread evenly over all instances. */
function placeOf(instance: string): number {
  return createHash("sha256").update(instance).digest().readUInt32BE();
}
