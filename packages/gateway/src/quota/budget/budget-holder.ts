import { StoreError, type StoreCall, type StoreErrorCode } from "../../documents/store.ts";
import type { Caller } from "../../caller/caller.ts";
import {
  BUDGET_CLASSES,
  consumerOf,
  NO_USAGE,
  OTHERS,
  plus,
  usageOf,
  type Budget,
  type BudgetClass,
  type Usage,
} from "./budget.ts";
import { ledgerAt, type BudgetLedger, type Standing } from "./budget-ledger.ts";
import { BudgetPurse, type BudgetAnswer } from "./budget-purse.ts";
import { stageOf, type Stage } from "./budget-stage.ts";
import {
  standingsOf,
  visitBudget,
  type BudgetGrant,
  type BudgetSpending,
  type BudgetVisit,
  type BudgetVisited,
} from "./budget-visit.ts";
import type { Clock } from "../clock.ts";
import type { Cost } from "../cost.ts";
import type { Moment } from "../moment.ts";
import type { Outage } from "../outage.ts";
import type { QuotaDescription, Refusal } from "../quota.ts";
import { failure } from "../store/failure.ts";
import { updateOne, type QuotaStore } from "../store/quota-store.ts";
import { Visits } from "../visits.ts";

export interface BudgetHolderOptions {
  readonly budget: Budget;
  readonly store: QuotaStore<BudgetLedger>;
  readonly clock: Clock;
  /** Of the database, as the whole instance knows it. */
  readonly outage: Outage;
  /** The longest that a call waits, in milliseconds. */
  readonly maxWaitMs: number;
  /** Told whenever a stage is another than this instance knew. */
  readonly onStage?: (change: StageChange) => void;
}

export interface StageChange extends Standing {
  readonly consumer: string;
  readonly class: BudgetClass;
  readonly stage: Stage;
  readonly before: Stage;
}

/** What a call got of the budget. */
export type BudgetCharge =
  | {
      readonly ok: true;
      /** Takes what was really used instead. */
      readonly settle: (actual: Cost) => void;
      /** No reads were taken: what isn't in a cache must be refused so. */
      readonly cacheOnly?: Refusal;
    }
  | { readonly ok: false; readonly refusal: Refusal };

type Waiting = BudgetSpending & { readonly call: StoreCall };

/** What a ledger that was read could not be written for. */
const UNWRITTEN: ReadonlySet<StoreErrorCode> = new Set(["ABORTED", "RESOURCE_EXHAUSTED"]);

/** The id of the record, where callers' ids never start so. */
const KEY = "budget";

/**
 * The project's budget on one instance: admits from what it has taken in advance, and visits the
 * ledger when that can't pay. Every call of every caller comes by here, and so seldom anything
 * may be asked of the one document.
 */
export class BudgetHolder {
  readonly #options: BudgetHolderOptions;
  readonly #purse: BudgetPurse;
  readonly #visits: Visits<Waiting, BudgetAnswer>;
  readonly #stages = new Map<string, Stage>();
  #leaves = false;
  #renews = false;
  /** Whether the ledger had enough when it was read last, and only could not be written. */
  #hadEnough = false;

  constructor(options: BudgetHolderOptions) {
    this.#options = options;
    this.#purse = new BudgetPurse(options.budget);
    this.#visits = new Visits({
      answer: (spending) => this.#purse.charge(spending, options.clock.monotonic()),
      go: (waiting) => this.#go(waiting),
    });
  }

  /**
   * Takes what a cost is to Firestore from the part of the budget that the caller lives on.
   *
   * @throws StoreError where the ledger can't be reached.
   */
  async charge(caller: Caller, cost: Cost, call: StoreCall): Promise<BudgetCharge> {
    const { budget } = this.#options;
    const consumer = consumerOf(budget, caller);
    const usage = usageOf(cost);
    const pending = this.#take({ consumer, usage }, call);
    const answer = pending instanceof Promise ? await pending : pending;
    if (answer.kind !== "admitted") this.#tellStages(consumer, this.#purse.standings(consumer));
    if (answer.kind === "refused") return { ok: false, refusal: this.#refusal(answer) };
    const isCacheOnly = answer.kind === "cache only";
    const taken = isCacheOnly ? NO_USAGE : usage;
    return {
      ok: true,
      settle: (actual) => this.#purse.use(consumer, plus(usageOf(actual), taken, -1)),
      ...(isCacheOnly && { cacheOnly: this.#refusal(answer) }),
    };
  }

  /** Takes what the gateway itself has used, for nobody in particular. */
  use(usage: Usage): void {
    this.#purse.use(OTHERS, usage);
  }

  /** How the caller's part of the budget stands now. Costs a read. */
  async describe(
    caller: Caller,
    call: StoreCall,
  ): Promise<NonNullable<QuotaDescription["budget"]>> {
    const { budget, store } = this.#options;
    const { result } = await updateOne(
      { store, key: KEY },
      (stored, { nowMs }) => {
        const ledger = ledgerAt(stored, nowMs);
        const standings = standingsOf(budget, ledger, consumerOf(budget, caller));
        return { result: { standings, resetsAtMs: ledger.expiresAtMs } };
      },
      call,
    );
    const standings = this.#purse.standingsNow(consumerOf(budget, caller), result.standings);
    const classes = BUDGET_CLASSES.map((of) => {
      const standing = standings[of];
      return { class: of, ...standing, stage: stageOf(budget, of, standing) };
    });
    return { classes, resetsAt: new Date(result.resetsAtMs).toISOString() };
  }

  /** Gives back what was taken in advance. */
  async close(): Promise<void> {
    this.#leaves = true;
    await this.#visits.go();
  }

  #take(spending: BudgetSpending, call: StoreCall): BudgetAnswer | Promise<BudgetAnswer> {
    const nowMs = this.#options.clock.monotonic();
    this.#purse.meet(spending, nowMs);
    const answer = this.#visits.isAwaited ? undefined : this.#purse.charge(spending, nowMs);
    if (answer === undefined) return this.#visits.wait({ ...spending, call });
    if (this.#visits.underWay === undefined && this.#purse.isRenewalDue(nowMs)) {
      this.#renews = true;
      void this.#visits.go();
    }
    return answer;
  }

  #refusal(answer: Exclude<BudgetAnswer, { readonly kind: "admitted" }>): Refusal {
    return {
      reason: "BUDGET_EXHAUSTED",
      limit: `project ${answer.class}-per-day`,
      class: answer.class === "deletes" ? "writes" : answer.class,
      capacity: this.#options.budget.perDay[answer.class],
      refillPerMinute: 0,
      retryAfterMs: answer.retryAfterMs,
    };
  }

  async #go(waiting: readonly Waiting[]): Promise<readonly (BudgetAnswer | Error)[]> {
    const leaves = this.#leaves && waiting.length === 0;
    if (waiting.length === 0 && !leaves && !this.#renews) return [];
    this.#leaves = this.#renews = false;
    const { clock, outage } = this.#options;
    const sinceMs = clock.monotonic();
    if (!outage.mayTry(KEY, sinceMs)) return this.#withoutLedger(waiting, outage.causeOf(KEY));
    const visit = this.#purse.ask(waiting, leaves, clock.monotonic());
    const sent = { visit, seen: undefined as BudgetVisited | undefined };
    const result = await this.#send(sent, waiting[0]?.call).catch((error: unknown) => {
      this.#purse.stay(visit, error instanceof StoreError && error.outcomeUnknown);
      return failure(error);
    });
    if (result instanceof StoreError) {
      outage.failed(KEY, { error: result, sinceMs, nowMs: clock.monotonic() });
      // Others were faster each time, or it takes no writes: by what it said it would have admitted.
      const seen = UNWRITTEN.has(result.code) ? sent.seen : undefined;
      this.#hadEnough = seen?.outcomes.every(({ kind }) => kind === "admitted") ?? false;
      return this.#withoutLedger(waiting, result, seen);
    }
    outage.reached(KEY, clock.monotonic());
    this.#hadEnough = false;
    for (const [of, { standings }] of result.consumers) this.#tellStages(of, standings);
    return this.#purse.arrive(result);
  }

  async #send(
    sent: { readonly visit: BudgetVisit; seen: BudgetVisited | undefined },
    call: StoreCall | undefined,
  ): Promise<BudgetVisited & { readonly moment: Moment }> {
    const { budget, store, clock, maxWaitMs } = this.#options;
    const { result } = await updateOne(
      { store, key: KEY },
      (ledger, moment) => {
        const { nowMs } = moment;
        const { result: visited, ...rest } = visitBudget(budget, ledger, { ...sent.visit, nowMs });
        sent.seen = visited;
        return { ...rest, result: { ...visited, moment } };
      },
      // A call waits for the visit before its own, and for its own.
      { signal: clock.timeout(maxWaitMs / 2), ...(call?.meter && { meter: call.meter }) },
    );
    return result;
  }

  /** What those get who wait, where the ledger could not be written. */
  #withoutLedger(
    waiting: readonly Waiting[],
    cause: StoreError | undefined,
    seen?: BudgetVisited,
  ): readonly (BudgetAnswer | Error)[] {
    return waiting.map((spending, index) => {
      const mayOverdraw =
        seen === undefined
          ? this.#options.budget.opens || this.#hadEnough
          : seen.outcomes[index]?.kind === "admitted";
      const answer = mayOverdraw ? this.#purse.overdraw(spending) : undefined;
      return answer ?? new StoreError("UNAVAILABLE", "the budget can't be charged", { cause });
    });
  }

  #tellStages(consumer: string, standings: BudgetGrant["standings"] | undefined): void {
    if (standings === undefined) return;
    for (const costClass of BUDGET_CLASSES) {
      const standing = standings[costClass];
      const name = `${consumer} ${costClass}`;
      const before = this.#stages.get(name) ?? "normal";
      const stage = stageOf(this.#options.budget, costClass, standing);
      this.#stages.set(name, stage);
      if (stage === before) continue;
      this.#options.onStage?.({ consumer, class: costClass, stage, before, ...standing });
    }
  }
}
