import { randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Caller } from "../contract/caller.ts";
import type { StoreCall } from "../documents/store.ts";
import type { Account } from "./account.ts";
import { callerKey } from "./caller-key.ts";
import type { Clock } from "./clock.ts";
import type { Cost } from "./cost.ts";
import { LeaseHolder } from "./lease-holder.ts";
import type { Admission } from "./purse.ts";
import type { Charge, ChargeCall, LimitStatus, Quota, Refusal } from "./quota.ts";
import { difference, type Spending } from "./spending.ts";
import type { QuotaStore } from "./store.ts";
import type { Tier } from "./tier.ts";
import type { Tiers } from "./tiers.ts";

/** How often idle leases are looked for, on the path of calls: between them, an instance may have no CPU. */
const SWEEP_MS = 1_000;

export interface LeasedQuotaOptions {
  readonly tiers: Tiers;
  readonly store: QuotaStore<Account>;
  readonly clock: Clock;
  /** The longest that a call waits for its charge, in milliseconds. @default 5000 */
  readonly maxWaitMs?: number;
  /** Most callers whose leases and refusals are kept in mind; those longest unseen go first. @default 10000 */
  readonly maxCallers?: number;
  /** This instance's name among all that share the store. @default a random one */
  readonly instance?: string;
}

/** Quotas that are paid from leases: exact, for a fraction of a store operation per call. */
export class LeasedQuota implements Quota {
  readonly #options: LeasedQuotaOptions;
  readonly #holderOptions: ConstructorParameters<typeof LeaseHolder>[2];
  readonly #holders: LRUCache<string, LeaseHolder>;
  #holdersSoFar = 0;
  #sweptMs = -Infinity;

  constructor(options: LeasedQuotaOptions) {
    const {
      store,
      clock,
      maxWaitMs = 5_000,
      instance = randomBytes(6).toString("base64url"),
    } = options;
    this.#options = options;
    this.#holderOptions = { store, clock, maxWaitMs, instance };
    this.#holders = new LRUCache({ max: options.maxCallers ?? 10_000 });
  }

  async charge(
    caller: Caller,
    cost: Cost,
    call: ChargeCall,
  ): Promise<{ ok: true; charge: Charge } | { ok: false; refusal: Refusal }> {
    this.#sweep();
    const tier = this.#options.tiers.of(caller);
    const spending = tier.spending(cost, call);
    const holder = this.#holderOf(caller, call.address);
    const pending = holder.charge(spending, call);
    const outcome = pending instanceof Promise ? await pending : pending;
    if (!outcome.ok) return outcome;
    return { ok: true, charge: chargeOf(holder, outcome, { tier, spending }) };
  }

  async describe(
    caller: Caller,
    call: StoreCall & { readonly address?: string },
  ): Promise<{ tier: string; limits: readonly LimitStatus[] }> {
    const { name, limits } = this.#options.tiers.of(caller);
    const holder = this.#holderOf(caller, call.address);
    return { tier: name, limits: await holder.describe(limits, call) };
  }

  /** Gives all leases back, as far as the time allows that the instance has left. */
  async close(): Promise<void> {
    await Promise.all([...this.#holders.values()].map((holder) => holder.giveBack()));
  }

  #holderOf(caller: Caller, address: string | undefined): LeaseHolder {
    const identity = identityOf(caller, address);
    const known = this.#holders.get(identity);
    if (known !== undefined) return known;
    const { limits } = this.#options.tiers.of(caller);
    // Leases are known by their holder: one that was forgotten is another.
    const instance = `${this.#holderOptions.instance}.${String((this.#holdersSoFar += 1))}`;
    const options = { ...this.#holderOptions, instance };
    const holder = new LeaseHolder(callerKey(caller, address), limits, options);
    this.#holders.set(identity, holder);
    return holder;
  }

  #sweep(): void {
    const nowMs = this.#options.clock.monotonic();
    if (nowMs < this.#sweptMs + SWEEP_MS) return;
    this.#sweptMs = nowMs;
    for (const holder of this.#holders.values()) if (holder.isIdle(nowMs)) void holder.giveBack();
  }
}

/** Who shares a lease: the same caller in the same tier. */
function identityOf(caller: Caller, address: string | undefined): string {
  switch (caller.kind) {
    case "user":
      return `${caller.admin ? "admin" : "user"} ${caller.uid}`;
    case "service":
      return `service ${caller.service}`;
    case "anonymous":
      return `anonymous ${JSON.stringify([caller.app, address])}`;
  }
}

function chargeOf(
  holder: LeaseHolder,
  admission: Admission,
  estimate: { readonly tier: Tier; readonly spending: Spending },
): Charge {
  const { tier, spending } = estimate;
  return {
    settle: (cost, call) =>
      holder.settle(admission, difference(spending, tier.spending(cost, { ...spending, ...call }))),
  };
}
