import { formatFieldPath } from "../../../../paths/field-path.ts";
import {
  callerClaim,
  callerUid,
  documentField,
  pathSegment,
  requestTime,
  type Operand,
} from "../../../../policy/variable.ts";
import { compare, type RuleOperator } from "../../../../rules/compare.ts";
import { tagOf } from "../../../../values/map.ts";
import type { Value } from "../../../../values/value.ts";
import { isOpenName, type FieldOperand, type RuleOperand } from "./operand.ts";

/** What a policy compares a field with; undefined where it can't. */
export function operandFor(operand: RuleOperand): Operand | undefined {
  switch (operand.kind) {
    case "constant":
      return operand.value;
    case "uid":
      return callerUid();
    case "time":
      return requestTime();
    case "segment":
      return pathSegment(operand.name);
    case "claim":
      return operand.fallback === undefined
        ? callerClaim(formatFieldPath(operand.path))
        : undefined;
    case "field":
      return operand.isOpen || operand.fallback !== undefined
        ? undefined
        : documentField(formatFieldPath(operand.path));
    case "lookup":
      return undefined;
  }
}

/** The field path as policies write it, with what a call fills in in braces. */
export function fieldText({ path }: Pick<FieldOperand, "path">): string {
  return path.map((name) => (isOpenName(name) ? name : formatFieldPath([name]))).join(".");
}

/** Whether it makes no difference what stands in the place of a missing field. */
export function hasIdleFallback(
  { fallback }: FieldOperand,
  op: RuleOperator,
  right: RuleOperand,
): boolean {
  if (fallback === undefined) return true;
  const { value } = fallback;
  if (right.kind === "constant") return compare(value, op, right.value) !== true;
  // Ids are texts, and none is empty.
  const isId = right.kind === "uid" || right.kind === "segment";
  return isId && op === "==" && (typeof value !== "string" || value === "");
}

/** Whether policies compare with the value so as rules do. */
export function isComparable(op: RuleOperator, value: Value): boolean {
  const isScalar = typeof value !== "object" || value === null || tagOf(value) === "$timestamp";
  if (op === "==" || op === "!=") return isScalar;
  return isScalar && value !== null && typeof value !== "boolean";
}
