import { randomBytes } from "node:crypto";
import type { Caller } from "../contract/caller.ts";
import type { StoreCall } from "../documents/store.ts";
import type { Account } from "./account.ts";
import { callerKey } from "./caller-key.ts";
import type { Clock } from "./clock.ts";
import type { Cost } from "./cost.ts";
import type { LeaseHolder } from "./lease-holder.ts";
import { LeaseHolders } from "./lease-holders.ts";
import type { Admission } from "./purse.ts";
import type { Charge, ChargeCall, LimitStatus, Quota, Refusal } from "./quota.ts";
import { difference, type Spending } from "./spending.ts";
import type { QuotaStore } from "./store.ts";
import type { Tier } from "./tier.ts";
import type { Tiers } from "./tiers.ts";

export interface LeasedQuotaOptions {
  readonly tiers: Tiers;
  readonly store: QuotaStore<Account>;
  readonly clock: Clock;
  /** The key with which anonymous callers' addresses are hashed, the same on all instances. */
  readonly secret: (call: StoreCall) => Promise<Uint8Array>;
  /** The longest that a call waits for its charge, in milliseconds. @default 5000 */
  readonly maxWaitMs?: number;
  /** Most callers whose leases and refusals are kept in mind. @default 10000 */
  readonly maxCallers?: number;
  /** This instance's name among all that share the store. @default a random one */
  readonly instance?: string;
}

/** Quotas that are paid from leases: exact, for a fraction of a store operation per call. */
export class LeasedQuota implements Quota {
  readonly #options: LeasedQuotaOptions;
  readonly #holders: LeaseHolders;
  #secret: Uint8Array | undefined;

  constructor(options: LeasedQuotaOptions) {
    const { store, clock, maxWaitMs = 5_000, maxCallers = 10_000 } = options;
    const { instance = randomBytes(6).toString("base64url") } = options;
    this.#options = options;
    this.#holders = new LeaseHolders({ store, clock, maxWaitMs, instance }, maxCallers);
  }

  async charge(
    caller: Caller,
    cost: Cost,
    call: ChargeCall,
  ): Promise<{ ok: true; charge: Charge } | { ok: false; refusal: Refusal }> {
    if (caller.kind === "anonymous") await this.#loadSecret(call);
    const tier = this.#options.tiers.of(caller);
    const holder = this.#holderOf(caller, call.address);
    const spending = tier.spending(cost, call);
    const isJunk = call.failed === true && caller.kind === "anonymous";
    const pending = isJunk ? holder.chargeJunk(spending) : holder.charge(spending, call);
    const outcome = pending instanceof Promise ? await pending : pending;
    if (!outcome.ok) return outcome;
    return { ok: true, charge: chargeOf(holder, outcome, { tier, spending }) };
  }

  async describe(
    caller: Caller,
    call: StoreCall & { readonly address?: string },
  ): Promise<{ tier: string; limits: readonly LimitStatus[] }> {
    if (caller.kind === "anonymous") await this.#loadSecret(call);
    const { name, limits } = this.#options.tiers.of(caller);
    const holder = this.#holderOf(caller, call.address);
    return { tier: name, limits: await holder.describe(limits, call) };
  }

  close(): Promise<void> {
    return this.#holders.close();
  }

  async #loadSecret(call: StoreCall): Promise<void> {
    this.#secret ??= await this.#options.secret(call);
  }

  #holderOf(caller: Caller, address: string | undefined): LeaseHolder {
    const secret = this.#secret;
    const whereabouts = { ...(address !== undefined && { address }), ...(secret && { secret }) };
    return this.#holders.of(identityOf(caller, address), () => ({
      key: callerKey(caller, whereabouts),
      limits: this.#options.tiers.of(caller).limits,
    }));
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
