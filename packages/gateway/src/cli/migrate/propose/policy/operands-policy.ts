import type { Expression } from "../../rules/syntax.ts";
import { checkLeaf } from "./check-leaf.ts";
import { InexpressibleError, withoutFallback, type RuleOperand } from "./operand.ts";
import { operandOf } from "./operand-of.ts";
import { all, any, NOBODY, type ProposedPolicy } from "./proposed-policy.ts";
import { textOf, type RuleContext } from "./rule-context.ts";
import { presenceCode } from "./value-code.ts";

type Translate = (left: RuleOperand, right: RuleOperand) => ProposedPolicy | undefined;

/**
 * What `translate` says of both operands of the expression; undefined where one is none. A field or
 * claim with a default beside a looked-up one is told apart: where it is there, and where the
 * default stands in its place.
 */
export function operandsPolicy(
  expression: Extract<Expression, { kind: "binary" }>,
  context: RuleContext,
  translate: Translate,
): ProposedPolicy | undefined {
  const left = operandOf(expression.left, context);
  const right = operandOf(expression.right, context);
  if (left === undefined || right === undefined) return undefined;
  const parts = { context, text: textOf(expression, context) };
  if (left.kind === "lookup" && isDefaulted(right)) {
    return fallbackPolicy(right, (other) => translate(left, other), parts);
  }
  if (right.kind === "lookup" && isDefaulted(left)) {
    return fallbackPolicy(left, (other) => translate(other, right), parts);
  }
  return translate(left, right);
}

type DefaultedOperand = Extract<RuleOperand, { kind: "field" | "claim" }>;

function isDefaulted(operand: RuleOperand): operand is DefaultedOperand {
  return (operand.kind === "field" || operand.kind === "claim") && operand.fallback !== undefined;
}

function fallbackPolicy(
  operand: DefaultedOperand,
  translate: (operand: RuleOperand) => ProposedPolicy | undefined,
  { context, text }: { readonly context: RuleContext; readonly text: string },
): ProposedPolicy {
  const { value = null, depth = 1 } = operand.fallback ?? {};
  const there = translate(withoutFallback(operand)) ?? NOBODY;
  const instead = translate({ kind: "constant", value }) ?? NOBODY;
  try {
    if (depth > 1) throw new InexpressibleError("a map and what is in it may be missing");
    return any(there, all(checkLeaf(presenceCode(operand, context), false, context), instead));
  } catch (error) {
    if (!(error instanceof InexpressibleError)) throw error;
    return any(there, all({ kind: "leftOut", text, reason: error.message }, instead));
  }
}
