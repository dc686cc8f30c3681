import { randomBytes } from "node:crypto";
import type { Caller } from "../caller/caller.ts";
import type { StoreCall } from "../documents/store.ts";
import type { Account } from "./lease/account.ts";
import type { Usage } from "./budget/budget.ts";
import type { BudgetCharge, BudgetHolder } from "./budget/budget-holder.ts";
import { callerKey } from "../caller/caller-key.ts";
import type { Clock } from "./clock.ts";
import type { Cost } from "./cost.ts";
import { FreeAnswers } from "./free-answers.ts";
import type { CallerLeases } from "./lease/caller-leases.ts";
import { LeaseHolders } from "./lease/lease-holders.ts";
import { Outage } from "./outage.ts";
import { QuotaMeter } from "./quota-metrics.ts";
import type {
  Charge,
  ChargeCall,
  ChargeResult,
  DescribeCall,
  Quota,
  QuotaDescription,
} from "./quota.ts";
import { difference, type Spending } from "./spending.ts";
import type { QuotaStore } from "./store/quota-store.ts";
import type { Tier } from "./tier.ts";
import type { Tiers } from "./tiers.ts";

export interface LeasedQuotaOptions {
  readonly tiers: Tiers;
  readonly store: QuotaStore<Account>;
  readonly clock: Clock;
  /** Of the database, as the whole instance knows it. @default one of its own */
  readonly outage?: Outage;
  /** @default nobody is told */
  readonly meter?: QuotaMeter;
  /** The whole project's. @default none */
  readonly budget?: BudgetHolder | undefined;
  /** The key with which anonymous callers' addresses are hashed, the same on all instances. */
  readonly secret: (call: StoreCall) => Promise<Uint8Array>;
  /** The longest that a call waits for its charge, in milliseconds. @default 5000 */
  readonly maxWaitMs?: number;
  /** Most callers whose leases and refusals are kept in mind. @default 10000 */
  readonly maxCallers?: number;
  /** This instance's name among all that share the store. @default a random one */
  readonly instance?: string;
}

/** What a caller was told last that didn't need the latest, and when, by the instance's monotonic clock. */
interface Described {
  readonly description: Promise<QuotaDescription>;
  readonly atMs: number;
}

/** Quotas that are paid from leases: exact, for a fraction of a store operation per call. */
export class LeasedQuota implements Quota {
  readonly #options: LeasedQuotaOptions;
  readonly #holders: LeaseHolders;
  readonly #meter: QuotaMeter;
  readonly #described = new WeakMap<CallerLeases, Described>();
  readonly #freeAnswers = new FreeAnswers();
  #secret: Uint8Array | undefined;
  /** How many secrets there have been: the same address is another record's with each. */
  #secrets = 0;

  constructor(options: LeasedQuotaOptions) {
    const { store, clock, maxWaitMs = 5_000, maxCallers = 10_000 } = options;
    const { instance = randomBytes(6).toString("base64url") } = options;
    this.#options = options;
    const { outage = new Outage(), meter = new QuotaMeter(() => {}) } = options;
    const holderOptions = { store, clock, outage, meter, maxWaitMs, instance };
    this.#holders = new LeaseHolders(holderOptions, maxCallers);
    this.#meter = meter;
  }

  async charge(caller: Caller, cost: Cost, call: ChargeCall): Promise<ChargeResult> {
    this.#meter.pass(this.#options.clock.monotonic());
    if (caller.kind === "anonymous") await this.#loadSecret(call);
    const part = await this.#chargeBudget(caller, cost, call);
    if (part?.ok === false) return this.#counted(part);
    const result = await this.#chargeCaller(caller, cost, call).catch((error: unknown) => {
      part?.settle(NOTHING);
      throw error;
    });
    if (!result.ok) part?.settle(NOTHING);
    if (!result.ok) return this.#free(caller, call) ?? this.#counted(result);
    if (part === undefined) return this.#counted(result);
    const settle: Charge["settle"] = (actual, settling) => {
      part.settle(actual);
      return result.charge.settle(actual, settling);
    };
    const { cacheOnly } = part;
    return this.#counted({ ok: true, charge: { settle }, ...(cacheOnly && { cacheOnly }) });
  }

  async describe(caller: Caller, call: DescribeCall): Promise<QuotaDescription> {
    if (caller.kind === "anonymous") await this.#loadSecret(call);
    const holder = this.#holderOf(caller, call.address);
    if (call.isFree !== true) return this.#describe(caller, holder, call);
    const nowMs = this.#options.clock.monotonic();
    const maxAgeMs = holder.isBlocked(nowMs) ? BLOCKED_MAX_AGE_MS : FREE_MAX_AGE_MS;
    const last = this.#described.get(holder);
    if (last !== undefined && nowMs - last.atMs < maxAgeMs) return last.description;
    const description = this.#describe(caller, holder, call);
    this.#described.set(holder, { description, atMs: nowMs });
    return description;
  }

  use(usage: Usage): void {
    this.#options.budget?.use(usage);
  }

  async close(): Promise<void> {
    await Promise.all([this.#holders.close(), this.#options.budget?.close()]);
    this.#meter.flush(this.#options.clock.monotonic());
  }

  async #describe(
    caller: Caller,
    holder: CallerLeases,
    call: StoreCall,
  ): Promise<QuotaDescription> {
    const { name, limits } = this.#options.tiers.of(caller);
    const [described, budget] = await Promise.all([
      holder.describe(limits, call),
      this.#options.budget?.describe(caller, call),
    ]);
    return { tier: name, ...described, ...(budget && { budget }) };
  }

  /** Takes a call's part of the budget, if there is one. Who is blocked takes nothing of it. */
  #chargeBudget(caller: Caller, cost: Cost, call: ChargeCall): Promise<BudgetCharge> | undefined {
    const { budget, clock } = this.#options;
    if (budget === undefined) return undefined;
    const isBlocked = this.#holderOf(caller, call.address).isBlocked(clock.monotonic());
    return isBlocked ? undefined : budget.charge(caller, cost, call);
  }

  /** What a call gets that is answered though its caller has nothing left; undefined where it isn't. */
  #free(caller: Caller, call: ChargeCall): ChargeResult | undefined {
    if (call.answersExhausted !== true) return undefined;
    const nowMs = this.#options.clock.monotonic();
    if (!this.#freeAnswers.take(this.#holderOf(caller, call.address), nowMs)) return undefined;
    this.#meter.count("refused");
    return { ok: true, isFree: true, charge: FREE };
  }

  #counted(result: ChargeResult): ChargeResult {
    this.#meter.count(result.ok ? "admitted" : "refused");
    return result;
  }

  async #chargeCaller(caller: Caller, cost: Cost, call: ChargeCall): Promise<ChargeResult> {
    const tier = this.#options.tiers.of(caller);
    const holder = this.#holderOf(caller, call.address);
    const spending = tier.spending(cost, call);
    const isJunk = call.failed === true && caller.kind === "anonymous";
    const pending = isJunk ? holder.chargeJunk(spending) : holder.charge(spending, call);
    const outcome = pending instanceof Promise ? await pending : pending;
    if (!outcome.ok) return outcome;
    return { ok: true, charge: chargeOf(outcome.settle, { tier, spending }) };
  }

  async #loadSecret(call: StoreCall): Promise<void> {
    const secret = await this.#options.secret(call);
    if (this.#secret !== undefined && Buffer.compare(secret, this.#secret) === 0) return;
    this.#secret = secret;
    this.#secrets += 1;
  }

  #holderOf(caller: Caller, address: string | undefined): CallerLeases {
    const secret = this.#secret;
    const whereabouts = { ...(address !== undefined && { address }), ...(secret && { secret }) };
    return this.#holders.of(identityOf(caller, address, this.#secrets), () => ({
      key: callerKey(caller, whereabouts),
      limits: this.#options.tiers.of(caller).limits,
    }));
  }
}

const NOTHING: Cost = { calls: 0, reads: 0, writes: 0 };
const FREE: Charge = { settle: () => Promise.resolve() };
/** How old an answer may be, in milliseconds, that nobody pays for, */
const FREE_MAX_AGE_MS = 1_000;
/** and one that a blocked caller gets: it is to cost next to nothing. */
const BLOCKED_MAX_AGE_MS = 10_000;

/** Who shares a lease: the same caller in the same tier. */
function identityOf(caller: Caller, address: string | undefined, secrets: number): string {
  switch (caller.kind) {
    case "user":
      return `${caller.admin ? "admin" : "user"} ${caller.uid}`;
    case "service":
      return `service ${caller.service}`;
    case "anonymous":
      return `anonymous ${JSON.stringify([secrets, caller.app, address])}`;
  }
}

function chargeOf(
  settle: (difference: Spending | undefined) => Promise<void>,
  estimate: { readonly tier: Tier; readonly spending: Spending },
): Charge {
  const { tier, spending } = estimate;
  return {
    settle: (cost, call) => {
      const isAsEstimated = call.collections === undefined && isSame(cost, spending.cost);
      if (isAsEstimated) return settle(undefined);
      return settle(difference(spending, tier.spending(cost, { ...spending, ...call })));
    },
  };
}

function isSame(a: Cost, b: Cost): boolean {
  return a.calls === b.calls && a.reads === b.reads && a.writes === b.writes;
}
