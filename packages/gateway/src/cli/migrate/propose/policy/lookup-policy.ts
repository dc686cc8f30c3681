import { callerDocument, where, type Policy } from "../../../../policy/policy.ts";
import type { Operand } from "../../../../policy/variable.ts";
import type { RuleOperator } from "../../../../rules/compare.ts";
import type { Operator } from "../../../../values/operator.ts";
import { fieldText, hasIdleFallback, isComparable, operandFor } from "./compared-operand.ts";
import {
  BOTH_LOOKED_UP,
  INCOMPARABLE,
  InexpressibleError,
  withoutFallback,
  type LookupOperand,
  type RuleOperand,
} from "./operand.ts";
import { isThereNotNull, orNull } from "./or-null.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { all, any, type ProposedPolicy, type Side } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

interface LookupComparison {
  readonly left: LookupOperand;
  readonly op: RuleOperator;
  readonly right: RuleOperand;
}

/**
 * The policy that a looked-up field compares so.
 *
 * @throws InexpressibleError
 */
export function lookupPolicy(
  { left, op, right }: LookupComparison,
  context: RuleContext,
): ProposedPolicy {
  if (right.kind === "lookup") throw new InexpressibleError(BOTH_LOOKED_UP);
  const operand = operandFor(right);
  if (operand === undefined || (right.kind === "constant" && !isComparable(op, right.value))) {
    throw new InexpressibleError(INCOMPARABLE);
  }
  const side = lookupSide(left, right);
  const field = hasIdleFallback(left, op, right) ? withoutFallback(left) : left;
  const test = (by: Operator, value: Operand) =>
    policyLeaf(lookupTest(field, { op: by, value }), side, context);
  const main = test(op, operand);
  // With a field of the document such a comparison is one of that field, whose null it leaves out.
  if (right.kind === "field") {
    return orNull(main, op, {
      isNull: () => policyLeaf(where(fieldText(right), "==", null), right.side, context),
      isThere: () => test("!=", null),
    });
  }
  return orNull(main, op, {
    isNull: () => test("==", null),
    isThere: () => isThereNotNull(right, context),
  });
}

interface LookupTest {
  readonly op: Operator;
  readonly value: Operand;
}

/** The policy by which the field compares so, or what stands in its place. */
export function lookupTest(operand: LookupOperand, { op, value }: LookupTest): Policy {
  const { document, fallback } = operand;
  const options = fallback === undefined ? {} : { ifMissing: fallback.value };
  return callerDocument(document.template, fieldText(operand), op, value, options);
}

interface Instead {
  readonly context: RuleContext;
  /** What is said of what stands in the place of the field; undefined where no policy says it. */
  readonly translate: (operand: RuleOperand) => ProposedPolicy | undefined;
}

/**
 * The policy, or what is said of what stands in the place of the field where a map that it would be in
 * may be missing, and is missing or empty.
 */
export function orInstead(
  policy: ProposedPolicy,
  { document: { template, side }, path, fallback }: LookupOperand,
  { context, translate }: Instead,
): ProposedPolicy {
  if (fallback === undefined || fallback.depth < 2) return policy;
  const { value, depth } = fallback;
  const maps = Array.from({ length: depth - 1 }, (_, index) => path.slice(0, index + 1 - depth));
  const isEmpty = maps.map((map) => {
    const test = callerDocument(template, fieldText({ path: map }), "==", {}, { ifMissing: {} });
    return policyLeaf(test, side, context);
  });
  const instead = translate({ kind: "constant", value }) ?? UNSAID;
  return any(policy, all(any(...isEmpty), instead));
}

const UNSAID: ProposedPolicy = { kind: "leftOut", text: "", reason: INCOMPARABLE };

/** The side of the document that both the other one's path and what is compared are of. */
export function lookupSide({ document }: LookupOperand, right: RuleOperand): Side | undefined {
  if (right.kind !== "field") return document.side;
  if (document.side !== undefined && document.side !== right.side) {
    throw new InexpressibleError("it takes fields of the document before and after");
  }
  return right.side;
}
