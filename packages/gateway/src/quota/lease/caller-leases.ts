import { createHash } from "node:crypto";
import type { StoreCall } from "../../documents/store.ts";
import { limitStatus } from "../limit-status.ts";
import type { Limit } from "../limit.ts";
import type { QuotaDescription, Refusal } from "../quota.ts";
import { debitsOf, type Spending } from "../spending.ts";
import { updateOne } from "../store/quota-store.ts";
import { limitsIn } from "./account.ts";
import { SHARD_LEASE_MS } from "./crowd.ts";
import { LeaseHolder, type Answer, type LeaseHolderOptions } from "./lease-holder.ts";
import type { Outcome } from "./admission.ts";
import { roadToAccount, roadToShard } from "./road.ts";

const MS_PER_MINUTE = 60_000;

/** What a call got. */
export type Charged =
  | {
      readonly ok: true;
      /** Gives back what an estimate had above the real cost, or takes what it lacked; undefined: nothing. */
      readonly settle: (difference: Spending | undefined) => Promise<void>;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** What an instance has of a shard. */
interface OfShard {
  readonly index: number;
  /** How many there were when it was sent there. */
  readonly shards: number;
  readonly holder: LeaseHolder;
}

/**
 * One caller's leases on one instance: from its account, or while more instances come to that than
 * one document can take, from the shard of it that this instance is sent to.
 */
export class CallerLeases {
  readonly #key: string;
  readonly #limits: readonly Limit[];
  readonly #options: LeaseHolderOptions;
  readonly #ofAccount: LeaseHolder;
  /** Of this instance among all. */
  #place: number | undefined;
  /** From one shard to another, or to none. */
  #moves = 0;
  #ofShard: OfShard | undefined;

  constructor(key: string, limits: readonly Limit[], options: LeaseHolderOptions) {
    this.#key = key;
    this.#limits = limits;
    this.#options = options;
    const road = roadToAccount(options.store, key);
    this.#ofAccount = new LeaseHolder(road, limits, { ...options, key });
  }

  /** @throws StoreError where the account can't be reached. */
  charge(spending: Spending, call: StoreCall, mayMove = true): Charged | Promise<Charged> {
    const shard = this.#shard();
    const holder = shard ?? this.#ofAccount;
    const pending = holder.charge(spending, call, mayMove);
    if (pending instanceof Promise) {
      return pending.then((answer) => this.#charged({ holder, answer }, spending, call));
    }
    return this.#charged({ holder, answer: pending }, spending, call);
  }

  /** Charges a call that failed, of a caller that nobody knows, in memory alone. */
  chargeJunk(spending: Spending): Charged {
    return settledBy(this.#ofAccount, this.#ofAccount.chargeJunk(spending));
  }

  /** Gives the leases back. */
  async giveBack(): Promise<void> {
    await Promise.all([this.#ofAccount.giveBack(), this.#ofShard?.holder.giveBack()]);
  }

  /** Whether the caller is blocked, as far as is surely known. */
  isBlocked(nowMs: number): boolean {
    return (this.#ofShard?.holder ?? this.#ofAccount).isBlocked(nowMs);
  }

  isIdle(nowMs: number): boolean {
    return this.#ofAccount.isIdle(nowMs) || this.#ofShard?.holder.isIdle(nowMs) === true;
  }

  /** The limits as the account has them now, with what is leased here. Costs a read. */
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
            this.#ofAccount.tokens(limit.name) + (this.#ofShard?.holder.tokens(limit.name) ?? 0);
          return limitStatus(account, limit, { leased, nowMs });
        });
        const blocked = account?.override?.blocked === true && ({ blocked: true } as const);
        return { result: { limits: described, ...blocked } };
      },
      call,
    );
    return result;
  }

  #charged(
    from: { readonly holder: LeaseHolder; readonly answer: Answer },
    spending: Spending,
    call: StoreCall,
  ): Charged | Promise<Charged> {
    const { holder, answer } = from;
    // Once: what an account says may have changed by then, but not forever.
    if ("moved" in answer) return this.charge(spending, call, false);
    if (answer.ok || holder === this.#ofAccount) return settledBy(holder, answer);
    const { refusal } = answer;
    if (refusal.reason === "QUOTA_EXCEEDED") return this.#ofWhole(refusal, spending);
    if (refusal.reason !== "COST_EXCEEDS_CAPACITY") return { ok: false, refusal };
    // What is more than a shard ever has, the account may have.
    const account = this.#ofAccount;
    const pending = account.chargeWithoutLease(spending, call);
    return pending instanceof Promise
      ? pending.then((another) =>
          this.#charged({ holder: account, answer: another }, spending, call),
        )
      : this.#charged({ holder: account, answer: pending }, spending, call);
  }

  /**
   * A shard's refusal, in terms of the limit that it has a part of. What other shards have, it
   * doesn't know; when the leases of all have ended, what is there is for whoever comes first.
   */
  #ofWhole(refusal: Refusal, spending: Spending): Charged {
    const limit = this.#limits.find(({ name }) => name === refusal.limit);
    const { capacity, refillPerMinute } = limit ?? refusal;
    const fillMs = debitsOf(spending, this.#limits).map(
      (debit) => (debit.amount * MS_PER_MINUTE) / debit.limit.refillPerMinute,
    );
    const retryAfterMs = Math.ceil(SHARD_LEASE_MS + Math.max(0, ...fillMs));
    return { ok: false, refusal: { ...refusal, capacity, refillPerMinute, retryAfterMs } };
  }

  /** The shard that this instance is sent to, if there are any. */
  #shard(): LeaseHolder | undefined {
    const { instance } = this.#options;
    const last = this.#ofShard;
    // Before it has visited its shard, a holder knows nothing; to go by the account until then would undo every move.
    const shards = last?.holder.shards ?? last?.shards ?? this.#ofAccount.shards ?? 1;
    const index = shards > 1 ? (this.#place ??= placeOf(instance)) % shards : undefined;
    if (index === last?.index) return last?.holder;
    void last?.holder.giveBack();
    this.#ofShard = index === undefined ? undefined : this.#move(index, shards);
    return this.#ofShard?.holder;
  }

  #move(index: number, shards: number): OfShard {
    const { store, instance } = this.#options;
    // Who was there before may still be on its way to give back.
    const name = `${instance}.${String((this.#moves += 1))}`;
    const options = { ...this.#options, instance: name, key: this.#key };
    const road = roadToShard(store, this.#key, index);
    return { index, shards, holder: new LeaseHolder(road, this.#limits, options) };
  }
}

function settledBy(holder: LeaseHolder, outcome: Outcome): Charged {
  if (!outcome.ok) return outcome;
  return { ok: true, settle: (difference) => holder.settle(outcome, difference) };
}

/** The same number for an instance each time, with all instances spread evenly. */
function placeOf(instance: string): number {
  return createHash("sha256").update(instance).digest().readUInt32BE();
}
