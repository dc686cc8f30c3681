import { checkPolicy } from "../../../../policy/check-policy.ts";
import type { Policy } from "../../../../policy/policy.ts";
import { anyData } from "../../../../schema/types/any-data.ts";
import { InexpressibleError } from "./operand.ts";
import { data, NOBODY, type ProposedPolicy, type Side } from "./proposed-policy.ts";
import { hasSide, type RuleContext } from "./rule-context.ts";

/**
 * The policy, for one side of a document or, without one, for neither. Where the operation has no
 * such side the rule fails, and so allows nobody.
 *
 * @throws InexpressibleError where it can't stand in the definition
 */
export function policyLeaf(
  policy: Policy,
  side: Side | undefined,
  { operation, pattern }: RuleContext,
): ProposedPolicy {
  if (side !== undefined && !hasSide(operation, side)) return NOBODY;
  try {
    checkPolicy(policy, { pattern, schema: anyData(), use: operation });
  } catch (error) {
    throw new InexpressibleError(`it would be ${(error as Error).message}`);
  }
  const isBare = side === undefined || operation !== "update";
  return isBare ? data(policy) : { kind: "side", side, of: data(policy) };
}
