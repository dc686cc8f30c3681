import { GatewayError } from "../errors/error.ts";
import { lookupsIn } from "../policy/lookups.ts";
import { readsForEntries } from "../query/reads-for-entries.ts";
import type { Cost } from "../quota/cost.ts";
import type { AnyGrant } from "../authorize/authorize.ts";
import type { ListOperation } from "../request/operation.ts";
import type { Plan } from "../authorize/plan.ts";

/** What a call is charged before it is executed. */
export interface Estimate {
  readonly cost: Cost;
  /** The parts of the cost, by the path pattern of the collection. */
  readonly collections?: Readonly<Record<string, Cost>>;
}

export function estimate(plan: Plan): Estimate {
  const cost = sum(grantsOf(plan).map(costOf));
  return { cost, collections: byCollection(plan, cost) };
}

/** The parts of a cost by collection. Where there are several, the parts are those of the estimate. */
export function byCollection(plan: Plan, cost: Cost): Readonly<Record<string, Cost>> {
  const grants = grantsOf(plan);
  const [first] = grants;
  if (first === undefined) return {};
  if (grants.every(({ collection }) => collection === first.collection)) {
    return { [first.collection]: cost };
  }
  const parts = Array.from(
    Map.groupBy(grants, ({ collection }) => collection),
    ([path, ofPath]) => [path, sum(ofPath.map(costOf))] as const,
  );
  return Object.fromEntries(parts);
}

function grantsOf(plan: Plan): readonly AnyGrant[] {
  return plan.filter((grant) => !(grant instanceof GatewayError)) as readonly AnyGrant[];
}

function sum(costs: readonly { reads: number; writes: number; deletes: number }[]): Cost {
  const total = { calls: 1, reads: 0, writes: 0, deletes: 0 };
  for (const { reads, writes, deletes } of costs) {
    total.reads += reads;
    total.writes += writes;
    total.deletes += deletes;
  }
  return total;
}

function costOf(grant: AnyGrant): { reads: number; writes: number; deletes: number } {
  const { operation } = grant;
  if (operation.kind === "operate") {
    return { reads: operation.reads ?? 0, writes: 0, deletes: 0 };
  }
  if ("write" in grant) {
    const deletes = operation.kind === "delete" ? 1 : 0;
    return { reads: grant.needsRead ? 1 : 0, writes: 1, deletes };
  }
  const others = "condition" in grant ? lookupsIn(grant.condition).length : 0;
  const reads = operation.kind === "list" ? listReads(operation) : 1;
  return { reads: reads + others, writes: 0, deletes: 0 };
}

/**
 * A query may return as many documents as its limit; an aggregation is one read for each 1,000
 * index entries, of which one read is known. What is skipped is billed as if it were returned.
 */
function listReads({ aggregates, query }: ListOperation): number {
  const { offset = 0, limit, findNearest } = query;
  if (aggregates !== undefined) return readsForEntries(offset);
  return offset + (limit ?? findNearest?.limit ?? 1);
}
