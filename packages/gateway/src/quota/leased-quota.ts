import { randomBytes } from "node:crypto";
import type { Caller } from "../caller/caller.ts";
import type { StoreCall } from "../documents/store.ts";
import type { Account } from "./lease/account.ts";
import type { BudgetUsage } from "./budget/budget.ts";
import type { BudgetChargeResult, BudgetHolder } from "./budget/budget-holder.ts";
import { callerKey } from "../caller/caller-key.ts";
import type { Clock } from "./clock.ts";
import type { Cost } from "./cost.ts";
import { FreeAnswers } from "./free-answers.ts";
import type { CallerChargeResult, CallerQuota } from "./lease/caller-quota.ts";
import { CallerQuotas } from "./lease/caller-quotas.ts";
import { Outage } from "./outage.ts";
import { QuotaMeter } from "./quota-meter.ts";
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
  /** What this instance knows of the database being out of reach. @default one of its own */
  readonly outage?: Outage;
  /** Counts what the quotas do. @default nothing is counted */
  readonly meter?: QuotaMeter;
  /** The budget of the whole project. @default none */
  readonly budget?: BudgetHolder | undefined;
  /** The key with which anonymous callers' addresses are hashed, which is the same on all instances. */
  readonly secret: (call: StoreCall) => Promise<Uint8Array>;
  /** The longest that a call waits for its charge, in milliseconds. @default 5000 */
  readonly maxWaitMs?: number;
  /** The most callers whose leases and refusals are kept in memory. @default 10000 */
  readonly maxCallers?: number;
  /** This instance's name among all that share the store. @default a random one */
  readonly instance?: string;
}

/** The last free description of a caller's quota; `atMs` is by the monotonic clock. */
interface Described {
  readonly description: Promise<QuotaDescription>;
  readonly atMs: number;
}

/** Quotas that are paid from leases: exact, at a fraction of a database operation per call. */
export class LeasedQuota implements Quota {
  readonly #options: LeasedQuotaOptions;
  readonly #callers: CallerQuotas;
  readonly #meter: QuotaMeter;
  readonly #described = new WeakMap<CallerQuota, Described>();
  readonly #freeAnswers = new FreeAnswers();
  #secret: Uint8Array | undefined;
  /** The number of secrets so far: with another secret, an address has another record. */
  #secrets = 0;

  constructor(options: LeasedQuotaOptions) {
    const { store, clock, maxWaitMs = 5_000, maxCallers = 10_000 } = options;
    const { instance = randomBytes(6).toString("base64url") } = options;
    this.#options = options;
    const { outage = new Outage(), meter = new QuotaMeter(() => {}) } = options;
    const leaseOptions = { store, clock, outage, meter, maxWaitMs, instance };
    this.#callers = new CallerQuotas(leaseOptions, maxCallers);
    this.#meter = meter;
  }

  async charge(caller: Caller, cost: Cost, call: ChargeCall): Promise<ChargeResult> {
    this.#meter.pass(this.#options.clock.monotonic());
    if (caller.kind === "anonymous") await this.#loadSecret(call);
    const pendingBudget = this.#chargeBudget(caller, cost, call);
    const budgetResult = pendingBudget && (await pendingBudget);
    if (budgetResult?.ok === false) return this.#counted(budgetResult);
    let result: ChargeResult;
    try {
      const pending = this.#chargeCaller(caller, cost, call);
      result = pending instanceof Promise ? await pending : pending;
    } catch (error) {
      budgetResult?.settle(NOTHING);
      throw error;
    }
    if (!result.ok) budgetResult?.settle(NOTHING);
    if (!result.ok) return this.#free(caller, call) ?? this.#counted(result);
    if (budgetResult === undefined) return this.#counted(result);
    const settle: Charge["settle"] = (actual, settling) => {
      budgetResult.settle(actual);
      return result.charge.settle(actual, settling);
    };
    const { cacheOnly } = budgetResult;
    return this.#counted({ ok: true, charge: { settle }, ...(cacheOnly && { cacheOnly }) });
  }

  async describe(caller: Caller, call: DescribeCall): Promise<QuotaDescription> {
    if (caller.kind === "anonymous") await this.#loadSecret(call);
    const quota = this.#quotaOf(caller, call.address);
    if (call.isFree !== true) return this.#describe(caller, quota, call);
    const nowMs = this.#options.clock.monotonic();
    const maxAgeMs = quota.isBlocked(nowMs) ? BLOCKED_MAX_AGE_MS : FREE_MAX_AGE_MS;
    const last = this.#described.get(quota);
    if (last !== undefined && nowMs - last.atMs < maxAgeMs) return last.description;
    const description = this.#describe(caller, quota, call);
    this.#described.set(quota, { description, atMs: nowMs });
    return description;
  }

  use(usage: BudgetUsage): void {
    this.#options.budget?.use(usage);
  }

  async close(): Promise<void> {
    await Promise.all([this.#callers.close(), this.#options.budget?.close()]);
    this.#meter.flush(this.#options.clock.monotonic());
  }

  async #describe(caller: Caller, quota: CallerQuota, call: StoreCall): Promise<QuotaDescription> {
    const { name, limits } = this.#options.tiers.tierOf(caller);
    const [described, budget] = await Promise.all([
      quota.describe(limits, call),
      this.#options.budget?.describe(caller, call),
    ]);
    return { tier: name, ...described, ...(budget && { budget }) };
  }

  /** Charges a call against the budget; undefined without one, and for a blocked caller, which takes nothing of it. */
  #chargeBudget(
    caller: Caller,
    cost: Cost,
    call: ChargeCall,
  ): Promise<BudgetChargeResult> | undefined {
    const { budget, clock } = this.#options;
    if (budget === undefined) return undefined;
    const isBlocked = this.#quotaOf(caller, call.address).isBlocked(clock.monotonic());
    return isBlocked ? undefined : budget.charge(caller, cost, call);
  }

  /** The result for a call that is answered for free, as its caller has nothing left; undefined where it isn't. */
  #free(caller: Caller, call: ChargeCall): ChargeResult | undefined {
    if (call.answersExhausted !== true) return undefined;
    const nowMs = this.#options.clock.monotonic();
    if (!this.#freeAnswers.take(this.#quotaOf(caller, call.address), nowMs)) return undefined;
    this.#meter.count("refused");
    return { ok: true, isFree: true, charge: FREE };
  }

  #counted(result: ChargeResult): ChargeResult {
    this.#meter.count(result.ok ? "admitted" : "refused");
    return result;
  }

  #chargeCaller(
    caller: Caller,
    cost: Cost,
    call: ChargeCall,
  ): ChargeResult | Promise<ChargeResult> {
    const tier = this.#options.tiers.tierOf(caller);
    const quota = this.#quotaOf(caller, call.address);
    const spending = tier.spending(cost, call);
    const staysInMemory = call.failed === true && caller.kind === "anonymous";
    const pending = staysInMemory ? quota.chargeInMemory(spending) : quota.charge(spending, call);
    const toResult = (outcome: CallerChargeResult): ChargeResult =>
      outcome.ok ? { ok: true, charge: chargeOf(outcome.settle, { tier, spending }) } : outcome;
    return pending instanceof Promise ? pending.then(toResult) : toResult(pending);
  }

  async #loadSecret(call: StoreCall): Promise<void> {
    const secret = await this.#options.secret(call);
    if (this.#secret !== undefined && Buffer.compare(secret, this.#secret) === 0) return;
    this.#secret = secret;
    this.#secrets += 1;
  }

  #quotaOf(caller: Caller, address: string | undefined): CallerQuota {
    const secret = this.#secret;
    const origin = { ...(address !== undefined && { address }), ...(secret && { secret }) };
    return this.#callers.quotaOf(identityOf(caller, address, this.#secrets), () => ({
      key: callerKey(caller, origin),
      limits: this.#options.tiers.tierOf(caller).limits,
    }));
  }
}

const NOTHING: Cost = { calls: 0, reads: 0, writes: 0 };
const FREE: Charge = { settle: () => Promise.resolve() };
/** The greatest age of a free description, in milliseconds. */
const FREE_MAX_AGE_MS = 1_000;
/** The greatest age of a blocked caller's description, in milliseconds. */
const BLOCKED_MAX_AGE_MS = 10_000;

/** Identifies the calls that share a lease: those of one caller in one tier. */
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
      const actual = tier.spending(cost, { ...spending, ...call });
      const countsNoParts = call.collections === undefined || actual.collections === undefined;
      const isAsEstimated = countsNoParts && isSame(cost, spending.cost);
      return settle(isAsEstimated ? undefined : difference(spending, actual));
    },
  };
}

function isSame(a: Cost, b: Cost): boolean {
  return a.calls === b.calls && a.reads === b.reads && a.writes === b.writes;
}
