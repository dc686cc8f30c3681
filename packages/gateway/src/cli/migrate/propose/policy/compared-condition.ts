import type { BinaryOperator, Expression } from "../../rules/syntax.ts";
import { functionCall, methodCall } from "./member-chain.ts";

/** A condition, and whether it is to be true or false. */
export interface ComparedCondition {
  readonly condition: Expression;
  readonly is: boolean;
}

/** `exists(…) == false`, `(a && b) != true`; undefined for what compares no condition. */
export function comparedCondition({
  operator,
  left,
  right,
}: Extract<Expression, { kind: "binary" }>): ComparedCondition | undefined {
  if (operator !== "==" && operator !== "!=") return undefined;
  const literal = [left, right].find(isBooleanLiteral);
  const condition = literal === left ? right : left;
  if (literal === undefined || !isCondition(condition)) return undefined;
  return { condition, is: literal.value === (operator === "==") };
}

function isBooleanLiteral(
  expression: Expression,
): expression is Extract<Expression, { kind: "literal" }> {
  return expression.kind === "literal" && typeof expression.value === "boolean";
}

const OF_CONDITIONS: ReadonlySet<BinaryOperator> = new Set([
  "&&",
  "||",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "is",
] as const);
const FUNCTIONS: ReadonlySet<string> = new Set(["exists", "existsAfter"]);
const METHODS: ReadonlySet<string> = new Set(["hasAny", "hasAll", "hasOnly", "matches"]);

/** Whether the expression is true, false or failing, and never another value. */
function isCondition(expression: Expression): boolean {
  if (expression.kind === "unary") return expression.operator === "!";
  if (expression.kind === "binary") return OF_CONDITIONS.has(expression.operator);
  const [called, method] = [functionCall(expression), methodCall(expression)];
  return FUNCTIONS.has(called?.name ?? "") || METHODS.has(method?.name ?? "");
}
