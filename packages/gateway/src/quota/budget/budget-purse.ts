import {
  BUDGET_CLASSES,
  missingOf,
  NO_USAGE,
  overspent,
  plus,
  type Budget,
  type BudgetClass,
  type Usage,
} from "./budget.ts";
import {
  isWrite,
  judgeBy,
  type BudgetGrant,
  type BudgetSpending,
  type BudgetVisit,
  type BudgetVisited,
} from "./budget-visit.ts";
import { DemandMeter } from "../lease/demand-meter.ts";
import { later, type Moment } from "../moment.ts";

/** A consumer's demand is what it asked in about so long. */
const DEMAND_MS = 30_000;
/** How a consumer stands is asked again after so long, in milliseconds, at least; */
const RECHECK_MS = 60_000;
/** but by each instance for no more than this part of a day's reads and writes: it costs one of each. */
const RECHECKS = 1 / 100;
const DAY_MS = 86_400_000;
/** More is fetched when what is left is less than this time of the demand, */
const NEARLY_EMPTY_MS = 1_000;
/** but not sooner than this after the last time. */
const RENEW_EVERY_MS = 1_000;
/** What was spent beyond what was there is told the ledger when it comes to this part of the budget. */
const UNREPORTED = 1 / 100;

/** The part of a budget that an instance may spend beyond what it has, when the ledger can't be written. */
const OVERDRAFT = 1 / 100;

/** What a call gets. */
export type BudgetAnswer =
  | { readonly kind: "admitted" }
  | {
      /** Refused for today; or, for reads, refused where the answer isn't in a cache. */
      readonly kind: "refused" | "cache only";
      readonly class: BudgetClass;
      /** Until the day ends. */
      readonly retryAfterMs: number;
    };

/** What an instance has taken of the budget in advance for one consumer, and what it knows. */
interface Pocket {
  tokens: Usage;
  /** Since the last visit. */
  asked: Usage;
  readonly demand: DemandMeter;
  standings: BudgetGrant["standings"] | undefined;
}

/** What an instance has and knows of the budget. Times are monotonic. */
export class BudgetPurse {
  readonly #budget: Budget;
  readonly #pockets = new Map<string, Pocket>();
  #last: (BudgetVisited & { readonly moment: Moment }) | undefined;
  #askedMs = -Infinity;
  /** While it is being put together with the ledger, nothing can be spent. */
  #isPooled = false;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** A charge comes: from now on it counts as demand. */
  meet({ consumer, usage }: BudgetSpending, nowMs: number): void {
    const pocket = this.#pocket(consumer);
    pocket.asked = plus(pocket.asked, usage);
    for (const costClass of BUDGET_CLASSES) {
      if (usage[costClass] > 0) pocket.demand.add(costClass, usage[costClass], nowMs);
    }
  }

  /** What the ledger would surely answer; undefined where it must be asked. */
  charge({ consumer, usage }: BudgetSpending, nowMs: number): BudgetAnswer | undefined {
    const pocket = this.#pocket(consumer);
    if (this.#isPooled || this.#last === undefined) return undefined;
    const { endsAtMs, moment } = this.#last;
    const { nowMs: earliestMs, latestMs } = later(moment, nowMs);
    if (latestMs >= endsAtMs) return undefined;
    if (BUDGET_CLASSES.every((of) => usage[of] <= Math.max(0, pocket.tokens[of]))) {
      pocket.tokens = plus(pocket.tokens, usage, -1);
      return { kind: "admitted" };
    }
    if (pocket.standings === undefined || nowMs > this.#askedMs + this.#recheckMs) return undefined;
    const missing = missingOf(usage, pocket.tokens);
    const call = { missing, isWrite: isWrite(usage) };
    const standings = this.standingsNow(consumer, pocket.standings);
    const outcome = judgeBy(this.#budget.stages, standings, call);
    if (outcome.kind === "admitted") return undefined;
    // Whoever comes back after the time told is surely not too early.
    return { ...outcome, retryAfterMs: endsAtMs - earliestMs };
  }

  /** How a consumer stands, as far as this instance knows. */
  standings(consumer: string): BudgetGrant["standings"] | undefined {
    const { standings } = this.#pocket(consumer);
    return standings && this.standingsNow(consumer, standings);
  }

  /** How a consumer stands by what the ledger says, and what this instance has spent beyond what it had there. */
  standingsNow(consumer: string, told: BudgetGrant["standings"]): BudgetGrant["standings"] {
    const more = overspent(this.#pocket(consumer).tokens);
    const now = (of: BudgetClass) => ({ ...told[of], used: told[of].used - more[of] });
    return { reads: now("reads"), writes: now("writes"), deletes: now("deletes") };
  }

  /** Admits what the ledger would have admitted, or can't be asked about; it is reported with the next visit. */
  overdraw({ consumer, usage }: BudgetSpending): BudgetAnswer | undefined {
    const left = plus(this.#pocket(consumer).tokens, usage, -1);
    const { perDay } = this.#budget;
    if (BUDGET_CLASSES.some((of) => left[of] < -OVERDRAFT * perDay[of])) return undefined;
    this.use(consumer, usage);
    return { kind: "admitted" };
  }

  use(consumer: string, usage: Usage): void {
    const pocket = this.#pocket(consumer);
    pocket.tokens = plus(pocket.tokens, usage, -1);
  }

  /** Whether it is time to fetch more, or to ask how things stand, before calls have to wait for it. */
  isRenewalDue(nowMs: number): boolean {
    if (nowMs < this.#askedMs + RENEW_EVERY_MS) return false;
    if (nowMs > this.#askedMs + this.#recheckMs) return true;
    return [...this.#pockets.values()].some(({ tokens, demand, standings }) =>
      BUDGET_CLASSES.some((of) => {
        if (-tokens[of] >= Math.max(1, UNREPORTED * this.#budget.perDay[of])) return true;
        const soon = perMs(demand, of, nowMs) * NEARLY_EMPTY_MS;
        const standing = standings?.[of];
        const isThereMore = standing === undefined || standing.allotted - standing.used > 2 * soon;
        return soon >= 1 && tokens[of] < soon && isThereMore;
      }),
    );
  }

  /** What to bring to the ledger. Ends with arrive() or stay(). */
  ask(waiting: readonly BudgetSpending[], leaves: boolean, nowMs: number): BudgetVisit {
    this.#askedMs = nowMs;
    this.#isPooled = waiting.length > 0 || leaves;
    const consumers = [...this.#pockets].map(([name, pocket]) => {
      const { tokens, asked, demand } = pocket;
      const left = this.#isPooled ? tokens : overspent(tokens);
      pocket.tokens = plus(tokens, left, -1);
      pocket.asked = NO_USAGE;
      const rate = (of: BudgetClass) => perMs(demand, of, nowMs);
      const rates = { reads: rate("reads"), writes: rate("writes"), deletes: rate("deletes") };
      return [name, { left, kept: pocket.tokens, asked, perMs: rates }] as const;
    });
    return { date: this.#last?.date, consumers: new Map(consumers), waiting, leaves };
  }

  arrive(visited: BudgetVisited & { readonly moment: Moment }): readonly BudgetAnswer[] {
    // What was kept meanwhile was yesterday's, if the day has changed.
    const isSameDay = visited.date === this.#last?.date;
    this.#isPooled = false;
    this.#last = visited;
    for (const [name, { tokens, standings }] of visited.consumers) {
      const pocket = this.#pocket(name);
      pocket.tokens = plus(isSameDay ? pocket.tokens : overspent(pocket.tokens), tokens);
      pocket.standings = standings;
    }
    const retryAfterMs = Math.max(0, visited.endsAtMs - visited.moment.nowMs);
    return visited.outcomes.map((outcome) =>
      outcome.kind === "admitted" ? outcome : { ...outcome, retryAfterMs },
    );
  }

  /** The ledger has not answered. */
  stay({ consumers }: BudgetVisit, outcomeUnknown: boolean): void {
    this.#isPooled = false;
    for (const [name, { left, asked }] of consumers) {
      const pocket = this.#pocket(name);
      // What may have been given back can't be spent; what may not have been paid is still owed.
      pocket.tokens = plus(pocket.tokens, outcomeUnknown ? overspent(left) : left);
      pocket.asked = plus(pocket.asked, asked);
    }
  }

  get #recheckMs(): number {
    const { reads, writes } = this.#budget.perDay;
    const ofBudgetMs = DAY_MS / (RECHECKS * Math.min(reads, writes));
    // Of many instances, each comes as seldom as what it takes lasts: the ledger is one document.
    return Math.max(RECHECK_MS, ofBudgetMs, this.#last?.intervalMs ?? 0);
  }

  #pocket(consumer: string): Pocket {
    let pocket = this.#pockets.get(consumer);
    if (pocket === undefined) {
      const demand = new DemandMeter(DEMAND_MS);
      pocket = { tokens: NO_USAGE, asked: NO_USAGE, demand, standings: undefined };
      this.#pockets.set(consumer, pocket);
    }
    return pocket;
  }
}

function perMs(demand: DemandMeter, of: BudgetClass, nowMs: number): number {
  return demand.of(of, nowMs).perMinute / 60_000;
}
