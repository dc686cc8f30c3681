import { StoreError, type StoreCall, type StoreErrorCode } from "../../documents/store.ts";
import { later, surelyBefore, type Moment } from "../moment.ts";
import type { ExchangeFailure, Holdings, Purpose } from "../record-client.ts";
import {
  BUDGET_CLASSES,
  missingOf,
  NO_USAGE,
  overspent,
  plus,
  type Budget,
  type BudgetClass,
  type BudgetUsage,
} from "./budget.ts";
import {
  isWrite,
  judgeBy,
  type BudgetReply,
  type BudgetRequest,
  type BudgetSpending,
} from "./budget-update.ts";
import { ConsumerHoldings, type Allotments } from "./consumer-holdings.ts";

/** The ledger is asked how consumers stand once in this time, in milliseconds, or less often. */
const RECHECK_MS = 60_000;
/** Each instance asks how consumers stand for at most this part of a day's reads and writes, as it costs one of each. */
const RECHECKS = 1 / 100;
const DAY_MS = 86_400_000;
/** More is fetched no sooner than this after the last time, in milliseconds. */
const RENEW_EVERY_MS = 1_000;
/** The part of the budget that an instance may spend beyond what it has, for all consumers together, when the ledger can't be written. */
const OVERDRAFT = 1 / 100;
/** The errors of a ledger that could be read, and not be written. */
const UNWRITTEN: ReadonlySet<StoreErrorCode> = new Set(["ABORTED", "RESOURCE_EXHAUSTED"]);

/** A call that is charged against the budget. */
export interface BudgetCharge extends BudgetSpending {
  readonly call: StoreCall;
}

/** What a call gets. */
export type BudgetAnswer =
  | { readonly kind: "admitted" }
  | {
      /** Refused for today; or, for reads, refused where the answer isn't in a cache. */
      readonly kind: "refused" | "cache only";
      readonly class: BudgetClass;
      /** Milliseconds until the day ends. */
      readonly retryAfterMs: number;
    };

/** A request to the ledger, and what comes of it. */
export interface BudgetExchange {
  readonly request: BudgetRequest;
  /** What was decided on the ledger as it was read last, whether that could be written or not. */
  decided: BudgetReply | undefined;
}

/** A reply, and when it was decided. */
export type TimedBudgetReply = BudgetReply & { readonly moment: Moment };

/** What one instance holds and knows of the budget, of one day by the database's clock. */
export class BudgetHoldings implements Holdings<
  BudgetCharge,
  BudgetAnswer,
  BudgetExchange,
  TimedBudgetReply
> {
  /** Debts go with the next request, which is made when they come to much: see {@link isRenewalDue}. */
  readonly hasDebts = false;
  readonly #budget: Budget;
  readonly #consumers = new Map<string, ConsumerHoldings>();
  #last: TimedBudgetReply | undefined;
  #date: string | undefined;
  /** When the day of the last reply may be over. */
  #dayEndsMs = Infinity;
  #askedMs = -Infinity;
  /** While what is held is put together with the ledger, nothing of it can be spent. */
  #isPooled = false;
  /** Whether the ledger had enough for all when it was read last, and could not be written. */
  #hadEnough = false;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** The day of the tokens; undefined where the ledger has not told it, or that day is over. */
  get date(): string | undefined {
    return this.#date;
  }

  hasAny(): boolean {
    return this.#consumers.size > 0;
  }

  addDemand({ consumer, usage }: BudgetCharge, nowMs: number): void {
    this.#consumer(consumer).addDemand(usage, nowMs);
  }

  answer({ consumer, usage }: BudgetCharge, nowMs: number): BudgetAnswer | undefined {
    const own = this.#consumer(consumer);
    if (this.#isPooled || this.#last === undefined || this.#endDay(nowMs)) return undefined;
    if (BUDGET_CLASSES.every((name) => usage[name] <= Math.max(0, own.tokens[name]))) {
      own.use(usage);
      return ADMITTED;
    }
    if (own.told === undefined || nowMs > this.#askedMs + this.#recheckMs) return undefined;
    const missing = missingOf(usage, own.tokens);
    const allotments = own.allotmentsNow(own.told);
    const call = { missing, isWrite: isWrite(usage) };
    const outcome = judgeBy(this.#budget.stages, allotments, call);
    if (outcome.kind === "admitted") return undefined;
    // Whoever comes back after the time told is surely not too early.
    const { nowMs: earliestMs } = later(this.#last.moment, nowMs);
    return { ...outcome, retryAfterMs: this.#last.endsAtMs - earliestMs };
  }

  /** Admits what the ledger would have admitted, or where it is declared open: up to the overdraft, which is reported later. */
  answerWithoutRecord(
    waiting: readonly BudgetCharge[],
    { request: failed, cause }: ExchangeFailure<BudgetExchange>,
    nowMs: number,
  ): readonly (BudgetAnswer | Error)[] {
    // Others were faster each time, or it takes no writes: by what was decided on it.
    const isUnwritten = cause !== undefined && UNWRITTEN.has(cause.code);
    const decided = isUnwritten ? failed?.decided : undefined;
    if (failed !== undefined) {
      this.#hadEnough = decided?.outcomes.every(({ kind }) => kind === "admitted") ?? false;
    }
    const opens = this.#budget.opens || this.#hadEnough;
    return waiting.map((charge, index) => {
      const isAdmitted = decided === undefined ? opens : isAdmittedIn(decided, index);
      const answer = isAdmitted ? this.#overdraw(charge, nowMs) : undefined;
      return answer ?? new StoreError("UNAVAILABLE", "the budget can't be charged", { cause });
    });
  }

  /** How a consumer stands now. @param told - By what the ledger says; by default, by what it said last; undefined where that isn't known. */
  allotments(consumer: string, told?: Allotments): Allotments | undefined {
    const own = this.#consumer(consumer);
    const known = told ?? own.told;
    return known && own.allotmentsNow(known);
  }

  /**
   * Takes what a call has used above what it was charged. What it has used less is given back on
   * the day of its charge alone: the next day's ledger has not paid for it.
   *
   * @param charged - `date`: the day of its charge. `nowMs`: by the monotonic clock.
   */
  settle(
    consumer: string,
    difference: BudgetUsage,
    charged: { readonly date: string | undefined; readonly nowMs: number },
  ): void {
    this.#endDay(charged.nowMs);
    const isOfDay = charged.date === this.#date;
    this.use(consumer, isOfDay ? difference : missingOf(difference, NO_USAGE));
  }

  /** Takes what was used without a charge. */
  use(consumer: string, usage: BudgetUsage): void {
    this.#consumer(consumer).use(usage);
  }

  /** Whether it is time to fetch more, to ask how things stand, or to report debts, before calls have to wait for it. */
  isRenewalDue(_charge: BudgetCharge, _answer: BudgetAnswer, nowMs: number): boolean {
    if (nowMs < this.#askedMs + RENEW_EVERY_MS) return false;
    if (nowMs > this.#askedMs + this.#recheckMs) return true;
    const { perDay } = this.#budget;
    return [...this.#consumers.values()].some((own) => own.isRenewalDue(perDay, nowMs));
  }

  request({ waiting, returns }: Purpose<BudgetCharge>, nowMs: number): BudgetExchange {
    const isLeaving = returns !== false;
    this.#askedMs = nowMs;
    this.#isPooled = waiting.length > 0 || isLeaving;
    const consumers = [...this.#consumers].map(([name, own]) => {
      const { tokens, asked } = own;
      const left = this.#isPooled ? tokens : overspent(tokens);
      own.use(left);
      own.asked = NO_USAGE;
      return [name, { left, kept: own.tokens, asked, perMs: own.perMs(nowMs) }] as const;
    });
    const request = { date: this.#date, consumers: new Map(consumers), waiting, isLeaving };
    return { request, decided: undefined };
  }

  accept(_exchange: BudgetExchange, reply: TimedBudgetReply): readonly BudgetAnswer[] {
    // What was kept meanwhile was yesterday's, if the day has changed.
    const isSameDay = reply.date === this.#date;
    this.#isPooled = this.#hadEnough = false;
    this.#last = reply;
    this.#date = reply.date;
    this.#dayEndsMs = surelyBefore(reply.moment, reply.endsAtMs);
    for (const [name, { tokens, allotments }] of reply.consumers) {
      const own = this.#consumer(name);
      own.tokens = plus(isSameDay ? own.tokens : overspent(own.tokens), tokens);
      own.told = allotments;
    }
    const retryAfterMs = Math.max(0, reply.endsAtMs - reply.moment.nowMs);
    return reply.outcomes.map((outcome) =>
      outcome.kind === "admitted" ? outcome : { ...outcome, retryAfterMs },
    );
  }

  retract({ request: { consumers } }: BudgetExchange, outcomeUnknown: boolean): void {
    this.#isPooled = false;
    for (const [name, { left, asked }] of consumers) {
      const own = this.#consumer(name);
      // What may have been given back can't be spent; what may not have been paid is still owed.
      own.tokens = plus(own.tokens, outcomeUnknown ? overspent(left) : left);
      own.asked = plus(own.asked, asked);
    }
  }

  /** Admits a call beyond what is held, unless all that was so admitted would be more than the overdraft. */
  #overdraw({ consumer, usage }: BudgetCharge, nowMs: number): BudgetAnswer | undefined {
    this.#endDay(nowMs);
    const { tokens } = this.#consumer(consumer);
    const more = plus(overspent(plus(tokens, usage, -1)), overspent(tokens), -1);
    const owed = [...this.#consumers.values()].reduce(
      (sum, own) => plus(sum, overspent(own.tokens)),
      more,
    );
    const { perDay } = this.#budget;
    if (BUDGET_CLASSES.some((name) => owed[name] < -OVERDRAFT * perDay[name])) return undefined;
    this.use(consumer, usage);
    return ADMITTED;
  }

  /**
   * Whether the day that the ledger has told may be over. Then what was taken in advance is gone
   * with it, and what was spent beyond that is still owed.
   */
  #endDay(nowMs: number): boolean {
    if (nowMs < this.#dayEndsMs) return false;
    this.#date = undefined;
    for (const own of this.#consumers.values()) own.tokens = overspent(own.tokens);
    return true;
  }

  get #recheckMs(): number {
    const { reads, writes } = this.#budget.perDay;
    const ofBudgetMs = DAY_MS / (RECHECKS * Math.min(reads, writes));
    // Of many instances, each asks as seldom as what it takes lasts: the ledger is one document.
    return Math.max(RECHECK_MS, ofBudgetMs, this.#last?.intervalMs ?? 0);
  }

  #consumer(name: string): ConsumerHoldings {
    let own = this.#consumers.get(name);
    if (own === undefined) {
      own = new ConsumerHoldings();
      this.#consumers.set(name, own);
    }
    return own;
  }
}

const ADMITTED = { kind: "admitted" } as const;

function isAdmittedIn({ outcomes }: BudgetReply, index: number): boolean {
  return outcomes[index]?.kind === "admitted";
}
