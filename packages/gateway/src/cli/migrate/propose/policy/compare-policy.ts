import { formatFieldPath } from "../../../../paths/field-path.ts";
import { exchanged } from "../../../../policy/comparison-of.ts";
import { claim, owner, pathOwner, where } from "../../../../policy/policy.ts";
import { pathSegment } from "../../../../policy/variable.ts";
import { compare, type RuleOperator } from "../../../../rules/compare.ts";
import { tagOf } from "../../../../values/map.ts";
import type { Value } from "../../../../values/value.ts";
import { fieldText, hasIdleFallback, isComparable, operandFor } from "./compared-operand.ts";
import { lookupPolicy, orInstead } from "./lookup-policy.ts";
import type { FieldOperand, RuleOperand } from "./operand.ts";
import { isThereNotNull, orNull } from "./or-null.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { EVERYBODY, NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

export interface RuleComparison {
  readonly left: RuleOperand;
  readonly op: RuleOperator;
  readonly right: RuleOperand;
}

/**
 * The policy that two operands compare so; undefined where only a function says it.
 *
 * @throws InexpressibleError for what not even that does
 */
export function comparePolicy(
  comparison: RuleComparison,
  context: RuleContext,
): ProposedPolicy | undefined {
  const { left, op, right } = ordered(comparison);
  if ("fallback" in right) return undefined;
  switch (left.kind) {
    case "lookup": {
      const translate = (instead: RuleOperand) =>
        comparePolicy({ left: instead, op, right }, context);
      return orInstead(lookupPolicy({ left, op, right }, context), left, { context, translate });
    }
    case "field":
    case "claim": {
      if (!hasIdleFallback(left, op, right)) return undefined;
      if (right.kind === "constant" && !isComparable(op, right.value)) return undefined;
      return left.kind === "field"
        ? fieldPolicy({ left, op, right }, context)
        : claimPolicy({ left, op, right }, context);
    }
    case "uid":
      return right.kind === "segment" && op === "=="
        ? policyLeaf(pathOwner(right.name), undefined, context)
        : undefined;
    case "segment":
      // A segment is a text.
      if (right.kind !== "constant" || typeof right.value === "string") return undefined;
      return folded(op === "!=");
    case "time":
      return right.kind === "constant" ? timePolicy(op, right.value, context) : undefined;
    case "constant":
      return right.kind === "constant" ? folded(compare(left.value, op, right.value)) : undefined;
    default:
      return undefined;
  }
}

const RANKS: Readonly<Record<RuleOperand["kind"], number>> = {
  lookup: 3,
  field: 2,
  claim: 1,
  uid: 0,
  time: 0,
  segment: -1,
  constant: -2,
};

/** With what a policy tests on the left. */
function ordered(comparison: RuleComparison): RuleComparison {
  const { left, op, right } = comparison;
  if (RANKS[left.kind] >= RANKS[right.kind]) return comparison;
  return { left: right, op: exchanged(op) as RuleOperator, right: left };
}

interface FieldTest<Left extends FieldOperand> {
  readonly left: Left;
  readonly op: RuleOperator;
  readonly right: RuleOperand;
}

function fieldPolicy(
  { left, op, right }: FieldTest<Extract<RuleOperand, { kind: "field" }>>,
  context: RuleContext,
): ProposedPolicy | undefined {
  if (right.kind === "field") return undefined;
  const operand = operandFor(right);
  if (operand === undefined) return undefined;
  const field = fieldText(left);
  const isOwner = op === "==" && right.kind === "uid" && !left.isOpen;
  const policy = isOwner ? owner(field) : where(field, op, operand);
  const main = policyLeaf(policy, left.side, context);
  if (context.operation === "list") return main;
  return orNull(main, op, {
    isNull: () => policyLeaf(where(field, "==", null), left.side, context),
    isThere: () => isThereNotNull(right, context),
  });
}

function claimPolicy(
  { left, op, right }: FieldTest<Extract<RuleOperand, { kind: "claim" }>>,
  context: RuleContext,
): ProposedPolicy | undefined {
  const name = formatFieldPath(left.path);
  if (right.kind === "segment" && op === "==") {
    return policyLeaf(claim(name, op, pathSegment(right.name)), undefined, context);
  }
  if (right.kind !== "constant") return undefined;
  const main = policyLeaf(claim(name, op, right.value), undefined, context);
  return orNull(main, op, {
    isNull: () => policyLeaf(claim(name, "==", null), undefined, context),
    isThere: () => isThereNotNull(right, context),
  });
}

/** What is over at the time of the migration stays over. */
function timePolicy(
  op: RuleOperator,
  value: Value,
  { now }: RuleContext,
): ProposedPolicy | undefined {
  if (tagOf(value) !== "$timestamp") return folded(op === "!=");
  const { $timestamp: time } = value as { readonly $timestamp: string };
  const isOver = time < now;
  if (op === "<" || op === "<=") {
    if (isOver) return NOBODY;
  } else if (op === ">" || op === ">=") {
    if (isOver) return EVERYBODY;
  } else {
    return undefined;
  }
  const code = `Date.now() ${op} Date.parse(${JSON.stringify(time)})`;
  return { kind: "check", subject: "caller", code, joined: "none" };
}

export function folded(holds: boolean | undefined): ProposedPolicy {
  return holds === true ? EVERYBODY : NOBODY;
}
