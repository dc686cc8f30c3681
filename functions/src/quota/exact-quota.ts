import type { Caller } from "../contract/caller.ts";
import type { StoreCall } from "../documents/store.ts";
import {
  bucketOf,
  charge,
  debit,
  exceeding,
  expiresAt,
  fullAt,
  type Account,
  type Outcome,
} from "./account.ts";
import { callerKey } from "./caller-key.ts";
import { COST_CLASSES, type Cost } from "./cost.ts";
import type { Charge, ChargeCall, LimitStatus, Quota, Refusal } from "./quota.ts";
import type { QuotaStore } from "./store.ts";
import type { Tier, Tiers } from "./tier.ts";

/** Accounts with something in progress or a refusal to remember; the least used goes first. */
const MOST_REMEMBERED = 10_000;
/** A refusal is doubted after this long, in milliseconds: somebody may have raised the limit. */
const RECHECK_MS = 10_000;

export interface ExactQuotaOptions {
  readonly tiers: Tiers;
  readonly store: QuotaStore<Account>;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonic: () => number;
  /** The longest that a call waits for its charge, in milliseconds. @default 5000 */
  readonly maxWaitMs?: number;
}

/** A change of an account: what it answers, and the account it leaves, if another. */
type Change = (account: Account | undefined, nowMs: number) => Outcome;

interface Waiting {
  readonly change: Change;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Quotas where every charge is a compare and set of the caller's record, and the charges of one
 * caller that come while one is on its way go together as the next.
 */
export class ExactQuota implements Quota {
  readonly #options: ExactQuotaOptions;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #refused = new Map<string, { account: Account; nowMs: number; readAt: number }>();

  constructor(options: ExactQuotaOptions) {
    this.#options = options;
  }

  async charge(
    caller: Caller,
    cost: Cost,
    call: ChargeCall,
  ): Promise<{ ok: true; charge: Charge } | { ok: false; refusal: Refusal }> {
    const key = callerKey(caller, call.address);
    const tier = this.#options.tiers.of(caller);
    const attempt: Change = (account, nowMs) =>
      charge(account, { limits: tier.limits, cost }, nowMs);
    const refusal = exceeding(tier.limits, cost);
    if (refusal !== undefined) return { ok: false, refusal };
    const outcome =
      this.#remembered(key, attempt) ?? (await this.#change(key, { tier, call }, attempt));
    if (!outcome.ok) return outcome;
    return {
      ok: true,
      charge: { settle: (actual, by) => this.#settle(key, tier, { cost, actual }, by) },
    };
  }

  async describe(
    caller: Caller,
    call: StoreCall & { readonly address?: string },
  ): Promise<{ tier: string; limits: readonly LimitStatus[] }> {
    const { name, limits } = this.#options.tiers.of(caller);
    const key = callerKey(caller, call.address);
    return this.#options.store.update(
      key,
      (account, nowMs) => ({
        result: { tier: name, limits: limits.map((limit) => status(account, limit, nowMs)) },
      }),
      call,
    );
  }

  async #settle(
    key: string,
    tier: Tier,
    costs: { cost: Cost; actual: Cost },
    call: StoreCall,
  ): Promise<void> {
    const { cost, actual } = costs;
    if (COST_CLASSES.every((costClass) => cost[costClass] === actual[costClass])) return;
    const difference = {
      calls: actual.calls - cost.calls,
      reads: actual.reads - cost.reads,
      writes: actual.writes - cost.writes,
    };
    await this.#change(key, { tier, call }, (account, nowMs) => ({
      ok: true,
      account: debit(account, { limits: tier.limits, cost: difference }, nowMs),
    }));
  }

  /** The answer of the last record that refused, while it is surely what the record would answer. */
  #remembered(key: string, change: Change): Outcome | undefined {
    const refused = this.#refused.get(key);
    if (refused === undefined) return undefined;
    const ageMs = this.#options.monotonic() - refused.readAt;
    const outcome = change(refused.account, Math.ceil(refused.nowMs + ageMs));
    if (ageMs < RECHECK_MS && !outcome.ok) return outcome;
    this.#refused.delete(key);
    return undefined;
  }

  /** Adds a change to those of the same account that go to the store together. */
  #change(key: string, on: { tier: Tier; call: StoreCall }, change: Change): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key);
      if (waiting !== undefined) {
        waiting.push({ change, resolve, reject });
        return;
      }
      this.#waiting.set(key, [{ change, resolve, reject }]);
      void this.#run(key, on);
    });
  }

  async #run(key: string, on: { tier: Tier; call: StoreCall }): Promise<void> {
    // Until the queue is empty, which is also when the next change starts a run of its own.
    for (let batch = this.#take(key); batch.length > 0; batch = this.#take(key)) {
      try {
        const outcomes = await this.#apply(key, on, batch);
        for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as Outcome);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
  }

  #take(key: string): readonly Waiting[] {
    const batch = this.#waiting.get(key) ?? [];
    if (batch.length === 0) this.#waiting.delete(key);
    else this.#waiting.set(key, []);
    return batch;
  }

  async #apply(
    key: string,
    { tier, call }: { tier: Tier; call: StoreCall },
    batch: readonly Waiting[],
  ): Promise<readonly Outcome[]> {
    const readAt = this.#options.monotonic();
    const { outcomes, account, nowMs } = await this.#options.store.update(
      key,
      (stored, now) => {
        const result = inTurn(stored, batch, now);
        if (result.account === stored || result.account === undefined) return { result };
        const expiresAtMs = expiresAt(result.account, tier.limits, now);
        return { result, write: { state: result.account, expiresAtMs } };
      },
      { ...call, signal: AbortSignal.timeout(this.#options.maxWaitMs ?? 5_000) },
    );
    if (account !== undefined && outcomes.some((outcome) => !outcome.ok)) {
      this.#remember(key, { account, nowMs, readAt });
    }
    return outcomes;
  }

  #remember(key: string, refused: { account: Account; nowMs: number; readAt: number }): void {
    this.#refused.delete(key);
    this.#refused.set(key, refused);
    for (const oldest of this.#refused.keys()) {
      if (this.#refused.size <= MOST_REMEMBERED) return;
      this.#refused.delete(oldest);
    }
  }
}

/** Every change on the account that the one before it left. */
function inTurn(
  stored: Account | undefined,
  batch: readonly Waiting[],
  nowMs: number,
): { outcomes: readonly Outcome[]; account: Account | undefined; nowMs: number } {
  let account = stored;
  const outcomes = batch.map(({ change }) => {
    const outcome = change(account, nowMs);
    if (outcome.ok) account = outcome.account;
    return outcome;
  });
  return { outcomes, account, nowMs };
}

function status(
  account: Account | undefined,
  limit: Tier["limits"][number],
  nowMs: number,
): LimitStatus {
  return {
    name: limit.name,
    class: limit.class,
    capacity: limit.capacity,
    refillPerMinute: limit.refillPerMinute,
    remaining: Math.max(0, Math.floor(bucketOf(account, limit, nowMs).tokens)),
    fullAt: new Date(fullAt(account, limit, nowMs)).toISOString(),
  };
}
