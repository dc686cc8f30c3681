import { maxListValues } from "../query/max-list-values.ts";
import type { PathPattern } from "../paths/path-pattern.ts";
import { segmentProblem } from "../paths/segment-problem.ts";
import type { Operator } from "../values/operator.ts";
import type { Value } from "../values/value.ts";
import { exchanged, isNullish } from "./comparison-of.ts";
import { isVariable, type Operand, type Variable } from "./variable.ts";

/** Says what is wrong with what a policy compares with, or nothing. */
export function operandProblem(
  op: Operator,
  operand: Operand,
  pattern: PathPattern,
): string | undefined {
  return isVariable(operand) ? variableProblem(op, operand, pattern) : constantProblem(op, operand);
}

function variableProblem(
  op: Operator,
  variable: Variable,
  pattern: PathPattern,
): string | undefined {
  if ("$field" in variable) {
    return exchanged(op) === undefined ? `can't compare with a field by ${op}` : undefined;
  }
  if ("$claim" in variable) return undefined;
  if (maxListValues(op) !== undefined) return "never holds: it compares with a list";
  return "$segment" in variable ? segmentProblem(variable.$segment, pattern) : undefined;
}

function constantProblem(op: Operator, value: Value): string | undefined {
  if (op === "==" || op === "!=") return undefined;
  const most = maxListValues(op);
  if (most !== undefined) {
    const isList = Array.isArray(value) && value.length > 0 && value.length <= most;
    return isList && !value.some(isNullish)
      ? undefined
      : `needs a list of 1 to ${String(most)} values, neither null nor NaN`;
  }
  return isNullish(value) ? "never holds; only == and != compare with null and NaN" : undefined;
}
