import type { Cost, CostClass } from "./cost.ts";
import type { Limit } from "./limit.ts";
import type { CostScope } from "./quota.ts";

/** A cost, the scopes that it falls under, and its weights there. */
export interface Spending extends CostScope {
  readonly cost: Cost;
  readonly weights: Weights;
}

/** The factors by which costs count under the limits on all of a caller's costs. */
export interface Weights {
  /** The factor of the call. */
  readonly call: number;
  /** The factors of reads and writes, by the path pattern of the collection; 1 for others. */
  readonly collections: ReadonlyMap<string, number>;
}

/** The tokens, > 0, that a spending takes from one limit. */
export interface Debit {
  readonly limit: Limit;
  readonly amount: number;
}

/** The debits of a spending, one for each limit that it falls under. */
export function debitsOf(spending: Spending, limits: readonly Limit[]): readonly Debit[] {
  const debits: Debit[] = [];
  for (const limit of limits) {
    const amount = amountOf(spending, limit);
    if (amount > 0) debits.push({ limit, amount });
  }
  return debits;
}

/** The tokens that a spending takes from a limit; 0 where it does not fall under it. */
export function amountOf(spending: Spending, { class: costClass, scope }: Limit): number {
  const { cost, callable, collections } = spending;
  if (scope === undefined) return weighed(spending, costClass);
  if ("callable" in scope) return scope.callable === callable ? cost[costClass] : 0;
  return collections?.[scope.collection]?.[costClass] ?? 0;
}

function weighed({ cost, collections, weights }: Spending, costClass: CostClass): number {
  let amount = cost[costClass];
  if (costClass === "calls") return amount * weights.call;
  if (collections === undefined || weights.collections.size === 0) return amount;
  for (const [name, weight] of weights.collections) {
    if (Object.hasOwn(collections, name)) {
      amount += (collections[name]?.[costClass] ?? 0) * (weight - 1);
    }
  }
  return amount;
}

/**
 * The most of each debit that may be given back once the real cost is known: all but the call, the
 * first read and the first write, so that no call is free.
 */
export function reservedFor(spending: Spending, limits: readonly Limit[]): readonly Debit[] {
  const { reads, writes } = spending.cost;
  return reads > 1 || writes > 1 ? debitsOf(mapCosts(spending, refundable), limits) : NO_DEBITS;
}

const NO_DEBITS: readonly Debit[] = [];

function refundable({ reads, writes }: Cost): Cost {
  return { calls: 0, reads: Math.max(0, reads - 1), writes: Math.max(0, writes - 1) };
}

/** The estimate less the real cost; negative where it was too low. */
export function difference(estimate: Spending, actual: Spending): Spending {
  const collections = { ...actual.collections, ...estimate.collections };
  return {
    ...estimate,
    cost: minus(estimate.cost, actual.cost),
    collections: Object.fromEntries(
      Object.keys(collections).map((name) => [
        name,
        minus(estimate.collections?.[name] ?? NOTHING, actual.collections?.[name] ?? NOTHING),
      ]),
    ),
  };
}

const NOTHING: Cost = { calls: 0, reads: 0, writes: 0 };

function minus(a: Cost, b: Cost): Cost {
  return { calls: a.calls - b.calls, reads: a.reads - b.reads, writes: a.writes - b.writes };
}

function mapCosts(spending: Spending, change: (cost: Cost) => Cost): Spending {
  const { collections } = spending;
  if (collections === undefined) return { ...spending, cost: change(spending.cost) };
  const changed = Object.entries(collections).map(([name, cost]) => [name, change(cost)] as const);
  return { ...spending, cost: change(spending.cost), collections: Object.fromEntries(changed) };
}
