import type { Filter } from "../contract/query.ts";
import { and, or, type Condition } from "./condition.ts";
import type { Policy } from "./policy.ts";
import { toFilter } from "./to-filter.ts";

/**
 * The largest filter that the policy comes down to for any caller with one team: what the caller
 * alone decides holds beside what is AND-ed to it, and does not beside its alternatives.
 */
export function widestFilter(policy: Policy): Filter | boolean {
  return toFilter(widest(policy, true));
}

function widest(policy: Policy, callerPasses: boolean): Condition {
  switch (policy.kind) {
    case "allOf":
      return and(policy.policies.map((part) => widest(part, true)));
    case "anyOf":
      return or(policy.policies.map((part) => widest(part, false)));
    case "owner":
    case "team":
      return { field: policy.field, op: "==", value: "" };
    case "among":
      return { field: policy.field, op: "array-contains", value: "" };
    case "where":
      return { field: policy.field, op: policy.op, value: policy.value };
    default:
      return callerPasses;
  }
}
