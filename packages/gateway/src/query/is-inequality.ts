import type { Operator } from "../values/operator.ts";

const INEQUALITIES: ReadonlySet<Operator> = new Set(["<", "<=", ">", ">=", "!=", "not-in"]);

/** Whether the operator makes a query be ordered by its field. */
export function isInequality(op: Operator): boolean {
  return INEQUALITIES.has(op);
}
