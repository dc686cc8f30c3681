import { formatFieldPath } from "../paths/field-path.ts";
import type { Policy } from "./policy.ts";

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
      return [quote(formatFieldPath(policy.field)), quote(policy.op), JSON.stringify(policy.value)];
    case "member":
      return [quote(policy.document), quote(formatFieldPath(policy.field))];
    case "onlyFields":
      return policy.fields.map((field) => quote(formatFieldPath(field)));
    case "callerCheck":
    case "documentCheck":
      return [quote(policy.name)];
    case "anyOf":
    case "allOf":
      return policy.policies.map(describePolicy);
    default:
      return [];
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
