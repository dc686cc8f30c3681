import type { Expression } from "../../rules/syntax.ts";
import { walkExpression } from "../../rules/walk-expression.ts";

/** Whether a whole number is spelled as a float in it: `in [1.0]` is not true of the integer 1. */
export function isInexact(expression: Expression): boolean {
  for (const part of walkExpression(expression)) {
    if (part.kind === "number" && part.isFloat && Number.isInteger(part.value)) return true;
  }
  return false;
}
