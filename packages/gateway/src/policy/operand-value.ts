import type { Caller } from "../caller/caller.ts";
import type { Value } from "../values/value.ts";
import type { Operator } from "../values/operator.ts";
import { claimValue } from "./claim-value.ts";
import { isComparable } from "./comparison-of.ts";
import type { PolicyScope } from "./policy-scope.ts";
import { isVariable, type Operand } from "./variable.ts";

/** What the operand is for this caller and path; undefined where it is not there, or a document's. */
export function operandValue(
  operand: Operand,
  caller: Caller,
  { params, now }: PolicyScope,
): Value | undefined {
  if (!isVariable(operand)) return operand;
  if ("$uid" in operand) return caller.kind === "user" ? caller.uid : undefined;
  if ("$claim" in operand) return claimValue(caller.claims, operand.$claim);
  if ("$segment" in operand) {
    return Object.hasOwn(params, operand.$segment) ? params[operand.$segment] : undefined;
  }
  return "$requestTime" in operand && now !== undefined ? { $timestamp: now } : undefined;
}

/** The same, undefined too where no comparison by the operator can hold with what a call fills in. */
export function comparedValue(
  { op, value: operand }: { readonly op: Operator; readonly value: Operand },
  caller: Caller,
  scope: PolicyScope,
): Value | undefined {
  const value = operandValue(operand, caller, scope);
  const isTaken = value === undefined || !isVariable(operand) || isComparable(op, value);
  return isTaken ? value : undefined;
}
