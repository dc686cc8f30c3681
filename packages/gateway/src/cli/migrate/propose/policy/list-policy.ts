import { formatFieldPath } from "../../../../paths/field-path.ts";
import { claim, where, type Policy } from "../../../../policy/policy.ts";
import type { Operator } from "../../../../values/operator.ts";
import type { Value } from "../../../../values/value.ts";
import { fieldText } from "./compared-operand.ts";
import { constantOf } from "./constant-of.ts";
import { isInexact } from "./is-inexact.ts";
import { lookupTest } from "./lookup-policy.ts";
import type { methodCall } from "./member-chain.ts";
import { membershipPolicy, withoutEmpty } from "./membership-policy.ts";
import type { RuleOperand } from "./operand.ts";
import { operandOf } from "./operand-of.ts";
import { policyLeaf } from "./policy-leaf.ts";
import { all, type ProposedPolicy } from "./proposed-policy.ts";
import type { RuleContext } from "./rule-context.ts";

/** `list.hasAny([…])` and `hasAll` of constants, as comparisons; undefined where they are none. */
export function listPolicy(
  { object, name, args: [others] }: NonNullable<ReturnType<typeof methodCall>>,
  context: RuleContext,
): ProposedPolicy | undefined {
  const operand = operandOf(object, context);
  const list = operand && withoutEmpty(operand);
  const single = name !== "hasOnly" && others?.kind === "list" && others.items.length === 1;
  const item = single && others.items[0] ? operandOf(others.items[0], context) : undefined;
  if (list !== undefined && item !== undefined && item.kind !== "constant") {
    return membershipPolicy({ item, list, wanted: true }, context);
  }
  const values = others && !isInexact(others) ? constantOf(others) : undefined;
  if (list === undefined || !Array.isArray(values) || isDeep(list)) return undefined;
  const items = values as readonly Value[];
  const isFilter = items.length > 0 && items.length <= 30 && items.every(isPlainScalar);
  if (!isFilter) return undefined;
  if (name === "hasAny" && items.length > 1) {
    return tested(list, { op: "array-contains-any", value: items }, context);
  }
  const [first] = items;
  const isEach = name === "hasAll" && (list.kind !== "field" || items.length === 1);
  if (first === undefined || (name !== "hasAny" && !isEach)) return undefined;
  const parts = items.map((value) => tested(list, { op: "array-contains", value }, context));
  return parts.every((part) => part !== undefined) ? all(...parts) : undefined;
}

/** Whether something stands in its place where it is missing, that a single comparison can't say. */
function isDeep(list: RuleOperand): boolean {
  if (!("fallback" in list)) return false;
  return list.kind !== "lookup" || (list.fallback?.depth ?? 0) > 1;
}

function isPlainScalar(value: Value): boolean {
  return value !== null && typeof value !== "object";
}

interface ListTest {
  readonly op: Operator;
  readonly value: Value;
}

function tested(
  list: RuleOperand,
  { op, value }: ListTest,
  context: RuleContext,
): ProposedPolicy | undefined {
  const leaf = (policy: Policy, side?: Parameters<typeof policyLeaf>[1]) =>
    policyLeaf(policy, side, context);
  switch (list.kind) {
    case "claim":
      return leaf(claim(formatFieldPath(list.path), op, value));
    case "field":
      return leaf(where(fieldText(list), op, value), list.side);
    case "lookup": {
      return leaf(lookupTest(list, { op, value }), list.document.side);
    }
    default:
      return undefined;
  }
}
