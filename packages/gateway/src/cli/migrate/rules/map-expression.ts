import type { Expression } from "./syntax.ts";

type MapPart = (part: Expression) => Expression;

/** The expression with each of its direct parts replaced by what `change` makes of it. */
export function mapExpression(expression: Expression, change: MapPart): Expression {
  switch (expression.kind) {
    case "literal":
    case "number":
    case "name":
    case "segment":
      return expression;
    case "list":
    case "map":
    case "path":
      return mapElements(expression, change);
    case "member":
      return { ...expression, object: change(expression.object) };
    case "index":
      return { ...expression, object: change(expression.object), index: change(expression.index) };
    case "slice": {
      const { object, from, to } = expression;
      return { ...expression, object: change(object), from: change(from), to: change(to) };
    }
    case "call": {
      const { callee, args } = expression;
      return { ...expression, callee: change(callee), args: args.map(change) };
    }
    case "unary":
      return { ...expression, operand: change(expression.operand) };
    case "binary":
      return { ...expression, left: change(expression.left), right: change(expression.right) };
    case "conditional":
      return mapConditional(expression, change);
  }
}

function mapConditional(
  expression: Extract<Expression, { kind: "conditional" }>,
  change: MapPart,
): Expression {
  const { test, whenTrue, otherwise } = expression;
  return {
    ...expression,
    test: change(test),
    whenTrue: change(whenTrue),
    otherwise: change(otherwise),
  };
}

function mapElements(
  expression: Extract<Expression, { kind: "list" | "map" | "path" }>,
  change: MapPart,
): Expression {
  switch (expression.kind) {
    case "list":
      return { ...expression, items: expression.items.map(change) };
    case "map": {
      const entries = expression.entries.map(({ key, value }) => {
        return { key: change(key), value: change(value) };
      });
      return { ...expression, entries };
    }
    case "path": {
      const segments = expression.segments.map((segment) => {
        return typeof segment === "string" ? segment : change(segment);
      });
      return { ...expression, segments };
    }
  }
}
