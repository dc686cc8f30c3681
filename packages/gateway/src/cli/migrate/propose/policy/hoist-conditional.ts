import { mapExpression } from "../../rules/map-expression.ts";
import type { Expression } from "../../rules/syntax.ts";

type Conditional = Extract<Expression, { kind: "conditional" }>;

/**
 * `a == (b ? c : d)` as `b ? a == c : a == d`, which comes to the same; undefined where no
 * conditional is in the expression.
 */
export function hoistConditional(expression: Expression): Conditional | undefined {
  const found = firstConditional(expression);
  if (found === undefined) return undefined;
  const { test, whenTrue, otherwise } = found;
  return {
    kind: "conditional",
    test,
    whenTrue: replaced(expression, found, whenTrue),
    otherwise: replaced(expression, found, otherwise),
    span: expression.span,
  };
}

function firstConditional(expression: Expression): Conditional | undefined {
  if (expression.kind === "conditional") return expression;
  let found: Conditional | undefined;
  mapExpression(expression, (part) => {
    found ??= firstConditional(part);
    return part;
  });
  return found;
}

function replaced(expression: Expression, one: Expression, by: Expression): Expression {
  if (expression === one) return by;
  return mapExpression(expression, (part) => replaced(part, one, by));
}
