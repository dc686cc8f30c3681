import { formatFieldPath } from "../../../../paths/field-path.ts";
import { claim, signedIn, where } from "../../../../policy/policy.ts";
import type { Operator } from "../../../../values/operator.ts";
import { fieldText } from "./compared-operand.ts";
import type { RuleOperand } from "./operand.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { all, any, EVERYBODY, NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

/**
 * To rules null is unlike everything else; `!=` and `not-in` of Firestore's leave it out. So a null
 * is allowed beside them, where the other side is there and not null.
 */
export function orNull(
  main: ProposedPolicy,
  { op, right }: { readonly op: Operator; readonly right: RuleOperand },
  { isNull, context }: { readonly isNull: () => ProposedPolicy; readonly context: RuleContext },
): ProposedPolicy {
  if (op !== "!=" && op !== "not-in") return main;
  return any(main, all(isThere(right, context), isNull()));
}

/** The policy that the operand is there and not null. */
function isThere(operand: RuleOperand, context: RuleContext): ProposedPolicy {
  switch (operand.kind) {
    case "constant":
      return operand.value === null ? NOBODY : EVERYBODY;
    case "uid":
      return policyLeaf(signedIn(), undefined, context);
    case "claim":
      return policyLeaf(claim(formatFieldPath(operand.path), "!=", null), undefined, context);
    case "field":
      return policyLeaf(where(fieldText(operand), "!=", null), operand.side, context);
    default:
      return EVERYBODY;
  }
}
