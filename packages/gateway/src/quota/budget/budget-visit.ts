import {
  BUDGET_CLASSES,
  NO_USAGE,
  overspent,
  plus,
  type Budget,
  type BudgetClass,
  type StageParts,
  type Usage,
} from "./budget.ts";
import {
  consumerIn,
  instancesOf,
  ledgerAt,
  standing,
  visited,
  withConsumer,
  type BudgetLedger,
  type Standing,
} from "./budget-ledger.ts";
import { isUsedUp } from "./budget-stage.ts";
import type { Decision } from "../store/quota-store.ts";

/** What an instance comes with to the ledger of a budget. */
export interface BudgetVisit {
  /** The day of what it has in advance. */
  readonly date: string | undefined;
  /** By consumer. */
  readonly consumers: ReadonlyMap<string, VisitingConsumer>;
  /** Calls that wait to be admitted. */
  readonly waiting: readonly BudgetSpending[];
  /** Nothing is wanted in advance: the instance ends. */
  readonly leaves: boolean;
}

export interface VisitingConsumer {
  /** What is left of what was taken in advance; below 0: spent beyond it. */
  readonly left: Usage;
  /** What it goes on spending meanwhile. */
  readonly kept: Usage;
  /** What its calls have asked since the last visit. */
  readonly asked: Usage;
  /** What they ask, per millisecond. */
  readonly perMs: Usage;
}

export interface BudgetSpending {
  readonly consumer: string;
  readonly usage: Usage;
}

/** What it goes with. */
export interface BudgetVisited {
  readonly date: string;
  /** When the day ends, by the database's clock. */
  readonly endsAtMs: number;
  readonly intervalMs: number;
  /** One for each call that waited. */
  readonly outcomes: readonly BudgetOutcome[];
  /** By consumer: what it has in advance, and how it stands. */
  readonly consumers: ReadonlyMap<string, BudgetGrant>;
}

export interface BudgetGrant {
  readonly tokens: Usage;
  readonly standings: Readonly<Record<BudgetClass, Standing>>;
}

/** Admitted; refused for good; or, for reads, refused where the answer isn't in a cache. */
export type BudgetOutcome =
  | { readonly kind: "admitted" }
  | { readonly kind: "refused" | "cache only"; readonly class: BudgetClass };

/** What is taken in advance, above what the demand comes to in an interval. */
const MARGIN = 1.25;
/** At least this part of what is free, by all instances together: the ledger is one document, and has better things to do than to count single reads. */
const LEAST = 1 / 100;

/** One visit of an instance to the ledger: gives back, admits what waits, and takes in advance. */
export function visitBudget(
  budget: Budget,
  stored: BudgetLedger | undefined,
  visit: BudgetVisit & { readonly nowMs: number },
): Decision<BudgetLedger, BudgetVisited> {
  let ledger = visited(ledgerAt(stored, visit.nowMs));
  for (const [consumer, { left, asked }] of visit.consumers) {
    // What was left of another day is gone with it; what was overspent is not.
    const back = visit.date === ledger.date ? left : overspent(left);
    ledger = withConsumer(ledger, consumer, { used: plus(NO_USAGE, back, -1), asked });
  }
  const outcomes = visit.waiting.map(({ consumer, usage }) => {
    const outcome = judge(budget, ledger, { consumer, usage });
    if (outcome.kind === "admitted") ledger = withConsumer(ledger, consumer, { used: usage });
    return outcome;
  });
  const consumers = new Map<string, BudgetGrant>();
  for (const [consumer, { perMs, kept }] of visit.consumers) {
    const tokens = visit.leaves ? NO_USAGE : advance(budget, ledger, { consumer, perMs, kept });
    ledger = withConsumer(ledger, consumer, { used: tokens });
    consumers.set(consumer, { tokens, standings: standingsOf(budget, ledger, consumer) });
  }
  const { date, expiresAtMs: endsAtMs, intervalMs } = ledger;
  const result = { date, endsAtMs, intervalMs, outcomes, consumers };
  return changes(stored, ledger) ? { result, write: ledger } : { result };
}

/** Whether a consumer may spend so much, beside what it has used. */
export function judge(
  budget: Budget,
  ledger: BudgetLedger,
  { consumer, usage }: BudgetSpending,
): BudgetOutcome {
  const standings = standingsOf(budget, ledger, consumer);
  return judgeBy(budget.stages, standings, { missing: usage, isWrite: isWrite(usage) });
}

/** Whether a call writes or deletes: what it reads for that is not a read that a cache could answer. */
export function isWrite({ writes, deletes }: Usage): boolean {
  return writes > 0 || deletes > 0;
}

/** The same, where the standings are known, for what is missing of what a call needs. */
export function judgeBy(
  stages: StageParts,
  standings: Readonly<Record<BudgetClass, Standing>>,
  call: { readonly missing: Usage; readonly isWrite: boolean },
): BudgetOutcome {
  const { missing } = call;
  const exceeds = (of: BudgetClass, part: number) =>
    missing[of] > 0 && standings[of].used + missing[of] > part * standings[of].allotted;
  // Even what a cache answers costs the gateway reads and writes of its own, now and then.
  const usedUp = NEEDED_BY_ALL.find((of) => isUsedUp(standings[of]));
  const needsAny = BUDGET_CLASSES.some((of) => missing[of] > 0);
  if (needsAny && usedUp !== undefined) return { kind: "refused", class: usedUp };
  for (const costClass of ["writes", "deletes"] as const) {
    if (exceeds(costClass, stages.readOnly)) return { kind: "refused", class: costClass };
  }
  // What a write has to read may use what plain reads may not any more.
  if (call.isWrite) return exceeds("reads", 1) ? { kind: "refused", class: "reads" } : ADMITTED;
  return exceeds("reads", stages.cacheOnly) ? { kind: "cache only", class: "reads" } : ADMITTED;
}

const NEEDED_BY_ALL = ["reads", "writes"] as const;
const ADMITTED = { kind: "admitted" } as const;

function advance(
  budget: Budget,
  ledger: BudgetLedger,
  of: { readonly consumer: string } & Pick<VisitingConsumer, "perMs" | "kept">,
): Usage {
  const { consumer, perMs, kept } = of;
  const { stages } = budget;
  const most = { reads: stages.cacheOnly, writes: stages.readOnly, deletes: stages.readOnly };
  const amount = (costClass: BudgetClass) => {
    const { used, allotted } = standing(budget, ledger, { consumer, class: costClass });
    const free = Math.max(0, most[costClass] * allotted - used);
    if (perMs[costClass] === 0) return 0;
    const instances = instancesOf(ledger);
    const demanded = perMs[costClass] * ledger.intervalMs * MARGIN;
    const wanted = Math.max(demanded, (LEAST * free) / instances) - kept[costClass];
    return Math.floor(Math.max(0, Math.min(wanted, free / (2 * instances))));
  };
  return { reads: amount("reads"), writes: amount("writes"), deletes: amount("deletes") };
}

/** How a consumer stands in every class. */
export function standingsOf(
  budget: Budget,
  ledger: BudgetLedger,
  consumer: string,
): Readonly<Record<BudgetClass, Standing>> {
  return {
    reads: standing(budget, ledger, { consumer, class: "reads" }),
    writes: standing(budget, ledger, { consumer, class: "writes" }),
    deletes: standing(budget, ledger, { consumer, class: "deletes" }),
  };
}

/** Whether anything was used or given back: a visit that only asked in vain is not worth a write. */
function changes(before: BudgetLedger | undefined, after: BudgetLedger): boolean {
  const earlier = before?.date === after.date ? before : undefined;
  return Object.entries(after.consumers).some(([name, { used }]) => {
    const was = (earlier && consumerIn(earlier, name).used) ?? NO_USAGE;
    return BUDGET_CLASSES.some((of) => used[of] !== was[of]);
  });
}
