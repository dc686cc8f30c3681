import {
  BUDGET_CLASSES,
  NO_USAGE,
  overspent,
  plus,
  type Budget,
  type BudgetClass,
  type StageParts,
  type BudgetUsage,
} from "./budget.ts";
import {
  consumerIn,
  instancesOf,
  ledgerAt,
  allotmentOf,
  withVisit,
  withConsumer,
  type BudgetLedger,
  type Allotment,
} from "./budget-ledger.ts";
import { isUsedUp } from "./budget-stage.ts";
import type { Decision } from "../store/quota-store.ts";

/** The request of an instance to the ledger of a budget. */
export interface BudgetRequest {
  /** The day of what it holds; undefined where it does not know the day. */
  readonly date: string | undefined;
  /** By the consumer's name. */
  readonly consumers: ReadonlyMap<string, ConsumerRequest>;
  /** The calls that wait, in the order in which they came. */
  readonly waiting: readonly BudgetSpending[];
  /** Whether the instance ends, so that it takes nothing in advance. */
  readonly isLeaving: boolean;
}

/** What an instance brings to the ledger for one consumer. */
export interface ConsumerRequest {
  /** The operations that it gives back; below 0, those that it has used beyond what it had. */
  readonly left: BudgetUsage;
  /** The operations that it keeps and goes on using meanwhile. */
  readonly kept: BudgetUsage;
  /** The operations that its calls have asked since the last request. */
  readonly asked: BudgetUsage;
  /** The demand, in operations per millisecond. */
  readonly perMs: BudgetUsage;
}

/** The operations of one call of a consumer. */
export interface BudgetSpending {
  readonly consumer: string;
  readonly usage: BudgetUsage;
}

/** The reply of the ledger. */
export interface BudgetReply {
  /** The day that it is for. */
  readonly date: string;
  /** When the day ends: milliseconds since 1970, by the database's clock. */
  readonly endsAtMs: number;
  /** The time for whose demand instances take in advance, in milliseconds. */
  readonly intervalMs: number;
  /** One for each call that waited, in order. */
  readonly outcomes: readonly BudgetOutcome[];
  /** By the consumer's name. */
  readonly consumers: ReadonlyMap<string, BudgetGrant>;
}

/** What the ledger grants to an instance for one consumer. */
export interface BudgetGrant {
  /** The operations that it may use. */
  readonly tokens: BudgetUsage;
  /** How the consumer stands then. */
  readonly allotments: Readonly<Record<BudgetClass, Allotment>>;
}

/** Whether a call is admitted, refused, or for reads, refused where the answer isn't in a cache. */
export type BudgetOutcome =
  | { readonly kind: "admitted" }
  | { readonly kind: "refused" | "cache only"; readonly class: BudgetClass };

/** What is taken in advance is above the demand of the interval by this factor. */
const MARGIN = 1.25;
/** All instances together take at least this part of what is free, so that the ledger is not updated for every few operations. */
const LEAST = 1 / 100;

/** Updates the ledger for one instance: takes back what it gives, admits or refuses the calls that wait, and grants operations in advance. */
export function updateBudget(
  budget: Budget,
  stored: BudgetLedger | undefined,
  request: BudgetRequest & { readonly nowMs: number },
): Decision<BudgetLedger, BudgetReply> {
  let ledger = withVisit(ledgerAt(stored, request.nowMs));
  for (const [consumer, { left, asked }] of request.consumers) {
    // What is left of another day is gone with it; what was used beyond it is still owed.
    const back = request.date === ledger.date ? left : overspent(left);
    ledger = withConsumer(ledger, consumer, { used: plus(NO_USAGE, back, -1), asked });
  }
  const outcomes = request.waiting.map(({ consumer, usage }) => {
    const outcome = judge(budget, ledger, { consumer, usage });
    if (outcome.kind === "admitted") ledger = withConsumer(ledger, consumer, { used: usage });
    return outcome;
  });
  const consumers = new Map<string, BudgetGrant>();
  for (const [consumer, { perMs, kept }] of request.consumers) {
    const tokens = request.isLeaving
      ? NO_USAGE
      : advance(budget, ledger, { consumer, perMs, kept });
    ledger = withConsumer(ledger, consumer, { used: tokens });
    consumers.set(consumer, { tokens, allotments: allotmentsOf(budget, ledger, consumer) });
  }
  const { date, expiresAtMs: endsAtMs, intervalMs } = ledger;
  const result = { date, endsAtMs, intervalMs, outcomes, consumers };
  return changes(stored, ledger) ? { result, write: ledger } : { result };
}

/** Whether a call of a consumer is admitted. */
export function judge(
  budget: Budget,
  ledger: BudgetLedger,
  { consumer, usage }: BudgetSpending,
): BudgetOutcome {
  const allotments = allotmentsOf(budget, ledger, consumer);
  return judgeBy(budget.stages, allotments, { missing: usage, isWrite: isWrite(usage) });
}

/** Whether a call writes or deletes, so that its reads can't come from a cache. */
export function isWrite({ writes, deletes }: BudgetUsage): boolean {
  return writes > 0 || deletes > 0;
}

/** Whether a call is admitted by how its consumer stands. @param call - `missing`: the operations that it needs beyond those that are held for it. */
export function judgeBy(
  stages: StageParts,
  allotments: Readonly<Record<BudgetClass, Allotment>>,
  call: { readonly missing: BudgetUsage; readonly isWrite: boolean },
): BudgetOutcome {
  const { missing } = call;
  const exceeds = (costClass: BudgetClass, part: number) =>
    missing[costClass] > 0 &&
    allotments[costClass].used + missing[costClass] > part * allotments[costClass].allotted;
  // An answer from a cache costs the gateway reads and writes of its own now and then.
  const usedUp = NEEDED_BY_ALL.find((costClass) => isUsedUp(allotments[costClass]));
  const needsAny = BUDGET_CLASSES.some((costClass) => missing[costClass] > 0);
  if (needsAny && usedUp !== undefined) return { kind: "refused", class: usedUp };
  for (const costClass of ["writes", "deletes"] as const) {
    if (exceeds(costClass, stages.readOnly)) return { kind: "refused", class: costClass };
  }
  // The reads of a write may use what other reads may not.
  if (call.isWrite) return exceeds("reads", 1) ? { kind: "refused", class: "reads" } : ADMITTED;
  return exceeds("reads", stages.cacheOnly) ? { kind: "cache only", class: "reads" } : ADMITTED;
}

const NEEDED_BY_ALL = ["reads", "writes"] as const;
const ADMITTED = { kind: "admitted" } as const;

/** The operations that are granted to an instance in advance for one consumer. */
function advance(
  budget: Budget,
  ledger: BudgetLedger,
  claimant: { readonly consumer: string } & Pick<ConsumerRequest, "perMs" | "kept">,
): BudgetUsage {
  const { consumer, perMs, kept } = claimant;
  const { stages } = budget;
  const most = { reads: stages.cacheOnly, writes: stages.readOnly, deletes: stages.readOnly };
  const amount = (costClass: BudgetClass) => {
    const { used, allotted } = allotmentOf(budget, ledger, { consumer, class: costClass });
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
export function allotmentsOf(
  budget: Budget,
  ledger: BudgetLedger,
  consumer: string,
): Readonly<Record<BudgetClass, Allotment>> {
  return {
    reads: allotmentOf(budget, ledger, { consumer, class: "reads" }),
    writes: allotmentOf(budget, ledger, { consumer, class: "writes" }),
    deletes: allotmentOf(budget, ledger, { consumer, class: "deletes" }),
  };
}

/** Whether anything was used or given back: a request that was only refused is not worth a write. */
function changes(before: BudgetLedger | undefined, after: BudgetLedger): boolean {
  const earlier = before?.date === after.date ? before : undefined;
  return Object.entries(after.consumers).some(([name, { used }]) => {
    const was = (earlier && consumerIn(earlier, name).used) ?? NO_USAGE;
    return BUDGET_CLASSES.some((costClass) => used[costClass] !== was[costClass]);
  });
}
