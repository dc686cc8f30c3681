import { formatFieldPath } from "../../../../paths/field-path.ts";
import { claim, signedIn } from "../../../../policy/policy.ts";
import type { Operator } from "../../../../values/operator.ts";
import type { RuleOperand } from "./operand.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { all, any, EVERYBODY, NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

interface NullTests {
  /** The policy that the side is null of which the comparison leaves null out. */
  readonly isNull: () => ProposedPolicy;
  /** The policy that the other side is there and not null. */
  readonly isThere: () => ProposedPolicy;
}

/**
 * To rules null is unlike everything else; `!=` and `not-in` of Firestore's leave it out. So a null
 * is allowed beside them, where the other side is there and not null.
 */
export function orNull(
  main: ProposedPolicy,
  op: Operator,
  { isNull, isThere }: NullTests,
): ProposedPolicy {
  if (op !== "!=" && op !== "not-in") return main;
  return any(main, all(isThere(), isNull()));
}

/** The policy that the operand is there and not null. */
export function isThereNotNull(operand: RuleOperand, context: RuleContext): ProposedPolicy {
  switch (operand.kind) {
    case "constant":
      return operand.value === null ? NOBODY : EVERYBODY;
    case "uid":
      return policyLeaf(signedIn(), undefined, context);
    case "claim":
      return policyLeaf(claim(formatFieldPath(operand.path), "!=", null), undefined, context);
    default:
      return EVERYBODY;
  }
}
