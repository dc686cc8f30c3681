import { typeOf } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import { maxListValues } from "../query/max-list-values.ts";
import type { Policy } from "./policy.ts";

/** Says what is wrong with what a `where` compares with, or nothing. */
export function whereProblem({
  op,
  value,
}: Extract<Policy, { kind: "where" }>): string | undefined {
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

function isNullish(value: Value): boolean {
  const type = typeOf(value);
  return type === "null" || type === "NaN";
}
