import type { Caller } from "../caller/caller.ts";
import type { Value } from "../values/value.ts";
import { claimValue } from "./claim-value.ts";
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
