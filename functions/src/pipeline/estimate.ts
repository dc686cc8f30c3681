import { GatewayError } from "../contract/error.ts";
import { otherDocuments } from "../policy/holds.ts";
import type { Cost } from "../quota/cost.ts";
import type { Authorized } from "./authorize.ts";
import type { Plan } from "./callable.ts";

/** What a call may cost at most, as far as it can be known before: what is charged first. */
export function estimate(plan: Plan): Cost {
  let [reads, writes, deletes] = [0, 0, 0];
  for (const grant of plan) {
    if (grant instanceof GatewayError) continue;
    reads += readsOf(grant);
    if ("operation" in grant && isWrite(grant)) writes += 1;
    if (grant.operation.kind === "delete") deletes += 1;
  }
  return { calls: 1, reads, writes, deletes };
}

function readsOf(grant: Authorized): number {
  const { operation } = grant;
  switch (operation.kind) {
    case "get":
      return 1 + otherDocuments(grant.condition).length;
    case "list":
      return operation.aggregates === undefined ? (operation.query.limit ?? 1) : 1;
    default:
      return grant.needsRead ? 1 : 0;
  }
}
