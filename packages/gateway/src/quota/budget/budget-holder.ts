import type { StoreCall } from "../../documents/store.ts";
import type { Caller } from "../../caller/caller.ts";
import type { Clock } from "../clock.ts";
import type { Cost } from "../cost.ts";
import type { Outage } from "../outage.ts";
import type { QuotaDescription, Refusal } from "../quota.ts";
import { RecordClient } from "../record-client.ts";
import { updateOne, type QuotaStore } from "../store/quota-store.ts";
import {
  BUDGET_CLASSES,
  consumerOf,
  NO_USAGE,
  OTHERS,
  plus,
  usageOf,
  type Budget,
  type BudgetUsage,
} from "./budget.ts";
import {
  BudgetHoldings,
  type BudgetAnswer,
  type BudgetCharge,
  type BudgetExchange,
  type TimedBudgetReply,
} from "./budget-holdings.ts";
import { ledgerAt, type BudgetLedger } from "./budget-ledger.ts";
import { stageOf } from "./budget-stage.ts";
import { allotmentsOf, updateBudget } from "./budget-update.ts";
import { StageReporter, type StageChange } from "./stage-reporter.ts";

export interface BudgetHolderOptions {
  readonly budget: Budget;
  readonly store: QuotaStore<BudgetLedger>;
  readonly clock: Clock;
  /** What this instance knows of the database being out of reach. */
  readonly outage: Outage;
  /** The longest that a call waits, in milliseconds. */
  readonly maxWaitMs: number;
  /** Called whenever a stage is another than this instance knew. */
  readonly onStage?: (change: StageChange) => void;
}

/** What a call got of the budget. */
export type BudgetChargeResult =
  | {
      readonly ok: true;
      /** Takes what was really used instead of what was charged. */
      readonly settle: (actual: Cost) => void;
      /** No reads were taken: what isn't in a cache must be refused with this. */
      readonly cacheOnly?: Refusal;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** The key of the ledger's record; no caller's key starts so. */
const KEY = "budget";

/**
 * The project's budget on one instance. Every call of every caller is charged here, and so the one
 * record is asked as seldom as can be.
 */
export class BudgetHolder {
  readonly #options: BudgetHolderOptions;
  readonly #holdings: BudgetHoldings;
  readonly #client: RecordClient<BudgetCharge, BudgetAnswer, BudgetExchange, TimedBudgetReply>;
  readonly #stages: StageReporter;

  constructor(options: BudgetHolderOptions) {
    const { budget, clock, outage, maxWaitMs, onStage = () => {} } = options;
    this.#options = options;
    this.#holdings = new BudgetHoldings(budget);
    this.#stages = new StageReporter(budget, onStage);
    this.#client = new RecordClient(this.#holdings, {
      key: KEY,
      exchange: (exchange, call) => this.#exchange(exchange, call),
      clock,
      outage,
      maxWaitMs,
    });
  }

  /**
   * Takes what a cost is to Firestore from the part of the budget that the caller lives on.
   *
   * @throws StoreError where the ledger can't be reached.
   */
  async charge(caller: Caller, cost: Cost, call: StoreCall): Promise<BudgetChargeResult> {
    const consumer = consumerOf(this.#options.budget, caller);
    const usage = usageOf(cost);
    const pending = this.#client.charge({ consumer, usage, call });
    const answer = pending instanceof Promise ? await pending : pending;
    if (answer.kind !== "admitted") {
      this.#stages.report(consumer, this.#holdings.allotments(consumer));
    }
    if (answer.kind === "refused") return { ok: false, refusal: this.#refusal(answer) };
    const isCacheOnly = answer.kind === "cache only";
    const taken = isCacheOnly ? NO_USAGE : usage;
    const { date } = this.#holdings;
    return {
      ok: true,
      settle: (actual) => {
        const nowMs = this.#options.clock.monotonic();
        this.#holdings.settle(consumer, plus(usageOf(actual), taken, -1), { date, nowMs });
      },
      ...(isCacheOnly && { cacheOnly: this.#refusal(answer) }),
    };
  }

  /** Takes what the gateway itself has used, from the part of all consumers without one of their own. */
  use(usage: BudgetUsage): void {
    this.#holdings.use(OTHERS, usage);
  }

  /** How the caller's part of the budget stands now. Costs a read. */
  async describe(
    caller: Caller,
    call: StoreCall,
  ): Promise<NonNullable<QuotaDescription["budget"]>> {
    const { budget, store } = this.#options;
    const consumer = consumerOf(budget, caller);
    const { result } = await updateOne(
      { store, key: KEY },
      (stored, { nowMs }) => {
        const ledger = ledgerAt(stored, nowMs);
        const told = allotmentsOf(budget, ledger, consumer);
        return { result: { told, resetsAtMs: ledger.expiresAtMs } };
      },
      call,
    );
    const allotments = this.#holdings.allotments(consumer, result.told) ?? result.told;
    const classes = BUDGET_CLASSES.map((costClass) => {
      const allotment = allotments[costClass];
      return { class: costClass, ...allotment, stage: stageOf(budget, costClass, allotment) };
    });
    return { classes, resetsAt: new Date(result.resetsAtMs).toISOString() };
  }

  /** Gives back what was taken in advance. */
  close(): Promise<void> {
    return this.#client.giveBack("all");
  }

  async #exchange(exchange: BudgetExchange, call: StoreCall): Promise<TimedBudgetReply> {
    const { budget, store } = this.#options;
    const { result } = await updateOne(
      { store, key: KEY },
      (ledger, moment) => {
        const { nowMs } = moment;
        const update = updateBudget(budget, ledger, { ...exchange.request, nowMs });
        exchange.decided = update.result;
        return { ...update, result: { ...update.result, moment } };
      },
      call,
    );
    for (const [consumer, { allotments }] of result.consumers) {
      this.#stages.report(consumer, allotments);
    }
    return result;
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
}
