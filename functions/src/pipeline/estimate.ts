import { GatewayError } from "../contract/error.ts";
import { otherDocuments } from "../policy/holds.ts";
import type { Cost } from "../quota/cost.ts";
import type { Authorized, AuthorizedList } from "./authorize.ts";
import type { Plan } from "./callable.ts";

/** What a call may cost, as far as it can be known before it is done: what is charged first. */
export function estimate(plan: Plan): Cost {
  const costs = plan.flatMap((grant) => (grant instanceof GatewayError ? [] : [costOf(grant)]));
  const sum = (part: "reads" | "writes" | "deletes") =>
    costs.reduce((total, cost) => total + cost[part], 0);
  return { calls: 1, reads: sum("reads"), writes: sum("writes"), deletes: sum("deletes") };
}

function costOf(grant: Authorized): { reads: number; writes: number; deletes: number } {
  if ("write" in grant) {
    const deletes = grant.operation.kind === "delete" ? 1 : 0;
    return { reads: grant.needsRead ? 1 : 0, writes: 1, deletes };
  }
  const others = otherDocuments(grant.condition).length;
  const reads = isList(grant) ? listReads(grant) : 1;
  return { reads: reads + others, writes: 0, deletes: 0 };
}

function isList(grant: Exclude<Authorized, { write: unknown }>): grant is AuthorizedList {
  return grant.operation.kind === "list";
}

/** A query may return as many documents as its limit; an aggregation is one read for each 1,000 index entries. */
function listReads({ operation }: AuthorizedList): number {
  const { limit, findNearest } = operation.query;
  return operation.aggregates === undefined ? (limit ?? findNearest?.limit ?? 1) : 1;
}
