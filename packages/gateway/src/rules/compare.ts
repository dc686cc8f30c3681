import { areEqual, compareValues, ORDERED_TYPES, typeOf } from "../values/compare.ts";
import { containsNaN } from "../values/contains-nan.ts";
import { Duration, plainValue, type Evaluated, type Judged } from "./rule-value.ts";

/** How two values may compare. */
export type RuleOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** Whether the values compare so. An order is only within a type; values of two types are unequal. */
export function compare(a: Evaluated, operator: RuleOperator, b: Evaluated): Judged {
  if (a === undefined || b === undefined) return undefined;
  if (operator === "==" || operator === "!=") return isSame(a, b) === (operator === "==");
  const order = orderOf(a, b);
  return order === undefined ? undefined : holds(order, operator);
}

/** Whether both are the same value. NaN is none, nor is what it is in. */
export function isSame(a: Evaluated, b: Evaluated): boolean {
  if (a instanceof Set && b instanceof Set)
    return a.size === b.size && [...a].every((each) => b.has(each));
  if (a instanceof Duration && b instanceof Duration) return a.ms === b.ms;
  const [left, right] = [plainValue(a), plainValue(b)];
  if (left === undefined || right === undefined) return false;
  return areEqual(left, right) && !containsNaN(left);
}

function orderOf(a: Evaluated, b: Evaluated): number | undefined {
  if (a instanceof Duration && b instanceof Duration) return a.ms - b.ms;
  const [left, right] = [plainValue(a), plainValue(b)];
  if (left === undefined || right === undefined) return undefined;
  const type = typeOf(left);
  return type === typeOf(right) && ORDERED_TYPES.has(type) ? compareValues(left, right) : undefined;
}

function holds(order: number, operator: "<" | "<=" | ">" | ">="): boolean {
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}
