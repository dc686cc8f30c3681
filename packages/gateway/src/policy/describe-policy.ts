import { formatFieldPath, type FieldPath } from "../paths/field-path.ts";
import type { Policy } from "./policy.ts";
import { formatOpenField } from "./open-field.ts";
import { isVariable, type Operand } from "./variable.ts";

/** The policy as it is declared, for messages: `anyOf(owner("authorId"), admin())`. */
export function describePolicy(policy: Policy): string {
  return `${policy.kind}(${args(policy).join(", ")})`;
}

function args(policy: Policy): readonly string[] {
  switch (policy.kind) {
    case "role":
      return [quote(policy.role)];
    case "service":
      return [quote(policy.service)];
    case "pathOwner":
    case "pathTeam":
      return [quote(policy.segment)];
    case "owner":
    case "team":
    case "among":
      return [quote(formatFieldPath(policy.field))];
    case "where":
      return comparison(policy);
    case "claim":
      return comparison({ ...policy, field: policy.claim });
    case "callerDocument":
      return [quote(policy.document), ...(policy.test ? lookedUp(policy.test) : [])];
    case "noCallerDocument":
      return [quote(policy.document)];
    case "member":
      return [quote(policy.document), quote(formatFieldPath(policy.field))];
    case "onlyFields":
    case "unchanged":
      return policy.fields.map((field) => quote(formatFieldPath(field)));
    case "callerCheck":
    case "documentCheck":
    case "writeCheck":
      return [quote(policy.name)];
    case "stored":
    case "written":
      return [describePolicy(policy.policy)];
    case "anyOf":
    case "allOf":
      return policy.policies.map(describePolicy);
    default:
      return [];
  }
}

function comparison({ field, op, value }: ComparedField): readonly string[] {
  return [quote(formatOpenField(field)), quote(op), describeOperand(value)];
}

function lookedUp(test: LookedUpField): readonly string[] {
  const { ifMissing } = test;
  if (ifMissing === undefined) return comparison(test);
  return [...comparison(test), `{ ifMissing: ${JSON.stringify(ifMissing)} }`];
}

type LookedUpField = NonNullable<Extract<Policy, { kind: "callerDocument" }>["test"]>;

interface ComparedField {
  readonly field: FieldPath;
  readonly op: string;
  readonly value: Operand;
}

function describeOperand(operand: Operand): string {
  if (!isVariable(operand)) return JSON.stringify(operand);
  if ("$uid" in operand) return "callerUid()";
  if ("$claim" in operand) return `callerClaim(${quote(formatFieldPath(operand.$claim))})`;
  if ("$field" in operand) return `documentField(${quote(formatFieldPath(operand.$field))})`;
  if ("$segment" in operand) return `pathSegment(${quote(operand.$segment)})`;
  return "requestTime()";
}

function quote(text: string): string {
  return JSON.stringify(text);
}
