import {
  BUDGET_CLASSES,
  NO_USAGE,
  plus,
  type Budget,
  type BudgetUsage,
} from "../src/quota/budget/budget.ts";

/** One admitted call of a consumer of the budget, as somebody outside of the gateway sees it. */
export interface AdmittedUsage {
  readonly consumer: string;
  /** The number of the process that admitted it. */
  readonly process: number;
  /** When the call came and when it was admitted: milliseconds since 1970, by the database's clock. */
  readonly askedMs: number;
  readonly answeredMs: number;
  /** Firestore operations as they were estimated. */
  readonly estimate: BudgetUsage;
  /** Firestore operations as they were settled; the estimate until then. */
  actual: BudgetUsage;
}

/** A span of time in which a budget is to be kept: milliseconds since 1970, the end not included. */
export interface Span {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** The admitted calls that came and were answered within a span. */
export function surelyWithin(
  log: readonly AdmittedUsage[],
  { startsAtMs, endsAtMs }: Span,
): readonly AdmittedUsage[] {
  return log.filter(({ askedMs, answeredMs }) => askedMs >= startsAtMs && answeredMs < endsAtMs);
}

/** The operations of several calls, without what a call cost above its estimate. */
export function foreseen(log: readonly AdmittedUsage[]): BudgetUsage {
  return log.reduce((sum, call) => plus(sum, lower(call.estimate, call.actual)), NO_USAGE);
}

/** The operations that several calls cost above their estimates. */
export function unforeseen(log: readonly AdmittedUsage[]): BudgetUsage {
  return log.reduce((sum, { actual, estimate }) => {
    return plus(sum, plus(actual, lower(estimate, actual), -1));
  }, NO_USAGE);
}

/**
 * The most by which foreseen operations of one day exceed what the budget allows: to all together,
 * to each consumer (its `most`, and nothing that is guaranteed to others), and to each stage.
 *
 * @param overdraft - The part of the budget by which it may be exceeded: a number ≥ 0.
 */
export function excessOf(budget: Budget, day: readonly AdmittedUsage[], overdraft: number): number {
  const { perDay } = budget;
  let most = exceeding(foreseen(day), perDay, { perDay, overdraft });
  for (const consumer of budget.consumers.keys()) {
    const own = day.filter((call) => call.consumer === consumer);
    const part = largestPart(budget, consumer);
    for (const { calls, parts } of byStage(budget, own)) {
      const allowed = timesEach(perDay, (costClass) => part * parts[costClass]);
      most = Math.max(most, exceeding(foreseen(calls), allowed, { perDay, overdraft }));
    }
  }
  return most;
}

/** The largest part of the budget that a consumer can come to, between 0 and 1. */
function largestPart({ consumers }: Budget, consumer: string): number {
  const others = [...consumers].filter(([name]) => name !== consumer);
  const theirs = others.reduce((sum, [, { guaranteed }]) => sum + guaranteed, 0);
  return Math.min(consumers.get(consumer)?.most ?? 1, 1 - theirs);
}

/** Calls by whether they write, with the parts of the budget up to which they may use each class. */
function byStage({ stages }: Budget, calls: readonly AdmittedUsage[]) {
  const reading = calls.filter(({ estimate }) => estimate.writes + estimate.deletes === 0);
  const { cacheOnly, readOnly } = stages;
  return [
    { calls: reading, parts: { reads: cacheOnly, writes: 0, deletes: 0 } },
    { calls, parts: { reads: 1, writes: readOnly, deletes: readOnly } },
  ];
}

function exceeding(
  used: BudgetUsage,
  allowed: BudgetUsage,
  { perDay, overdraft }: { readonly perDay: BudgetUsage; readonly overdraft: number },
): number {
  return Math.max(
    ...BUDGET_CLASSES.map((name) => used[name] - allowed[name] - overdraft * perDay[name]),
  );
}

function timesEach(
  usage: BudgetUsage,
  factor: (costClass: keyof BudgetUsage) => number,
): BudgetUsage {
  return {
    reads: usage.reads * factor("reads"),
    writes: usage.writes * factor("writes"),
    deletes: usage.deletes * factor("deletes"),
  };
}

function lower(a: BudgetUsage, b: BudgetUsage): BudgetUsage {
  return {
    reads: Math.min(a.reads, b.reads),
    writes: Math.min(a.writes, b.writes),
    deletes: Math.min(a.deletes, b.deletes),
  };
}
