import type { Caller } from "../caller/caller.ts";
import type { Condition, LookupPredicate } from "./condition.ts";
import { fillIn } from "./document-path.ts";
import { comparedValue } from "./operand-value.ts";
import type { Policy } from "./policy.ts";
import type { PolicyScope } from "./policy-scope.ts";
import { fieldFor } from "./open-field.ts";
import { fieldIn } from "./variable.ts";

type LookupPolicy = Extract<Policy, { kind: "callerDocument" | "noCallerDocument" }>;

/** What another document has to be like, which caller and path name; false where they name none. */
export function resolveLookup(policy: LookupPolicy, caller: Caller, scope: PolicyScope): Condition {
  const lookup = fillIn(policy.document, caller, scope);
  const asks = askedBy(policy, caller, scope);
  if (lookup === undefined || asks === undefined) return false;
  return { lookup, asks, maxAgeMs: policy.maxAgeMs };
}

function askedBy(
  policy: LookupPolicy,
  caller: Caller,
  scope: PolicyScope,
): LookupPredicate | undefined {
  if (policy.kind === "noCallerDocument") return { exists: false };
  if (policy.test === undefined) return { exists: true };
  const { value: operand, ...test } = policy.test;
  const field = fieldFor(test.field, caller, scope);
  if (field === undefined) return undefined;
  const documentField = fieldIn(operand);
  if (documentField !== undefined) return { ...test, field, documentField };
  const value = comparedValue({ op: test.op, value: operand }, caller, scope);
  return value === undefined ? undefined : { ...test, field, value };
}
