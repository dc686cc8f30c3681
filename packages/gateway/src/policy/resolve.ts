import type { Caller } from "../caller/caller.ts";
import type { FieldPath } from "../paths/field-path.ts";
import { checkDocumentId } from "../paths/path.ts";
import { elements } from "../query/elements.ts";
import { compares } from "../query/matches.ts";
import type { Operator } from "../values/operator.ts";
import type { Fields, Value } from "../values/value.ts";
import { exchangedComparison, comparisonOf } from "./comparison-of.ts";
import { and, or, type DocumentChange, type Condition, type OneSide } from "./condition.ts";
import { fillIn } from "./document-path.ts";
import { comparedValue, operandValue } from "./operand-value.ts";
import type { Policy } from "./policy.ts";
import type { PolicyScope } from "./policy-scope.ts";
import { resolveLookup } from "./resolve-lookup.ts";
import { othersUnchanged, theseUnchanged } from "./resolve-unchanged.ts";
import { fieldFor } from "./open-field.ts";
import { fieldIn, isVariable } from "./variable.ts";

/**
 * What the policy comes down to for this caller and path: branches that they alone decide are
 * gone, what is left is about documents. Whatever it does not know is false.
 */
export function resolve(policy: Policy, caller: Caller, scope: PolicyScope): Condition {
  switch (policy?.kind) {
    case "anyOf":
      return or(policy.policies.map((part) => resolve(part, caller, scope)));
    case "allOf":
      return and(policy.policies.map((part) => resolve(part, caller, scope)));
    case "stored":
      return ofSide("before", resolve(policy.policy, caller, scope));
    case "written":
      return ofSide("after", resolve(policy.policy, caller, scope));
    case "where": {
      const { op, value } = policy;
      const field = fieldFor(policy.field, caller, scope);
      if (field === undefined) return false;
      if (!isVariable(value)) return { field, op, value };
      return comparisonOf(field, op, operandValue(value, caller, scope));
    }
    case "claim":
      return resolveClaim(policy, caller, scope);
    case "callerDocument":
    case "noCallerDocument":
      return resolveLookup(policy, caller, scope);
    case "onlyFields":
      return othersUnchanged(policy.fields, scope.written);
    case "unchanged":
      return theseUnchanged(policy.fields, scope.written);
    case "pathOwner":
    case "pathTeam":
    case "owner":
    case "team":
    case "among":
    case "member":
      return caller.kind === "user" && ofUser(policy, caller, scope);
    case "documentCheck":
    case "writeCheck":
      return functionOf(policy, caller, scope);
    default:
      return ofCaller(policy, caller);
  }
}

function ofSide(side: OneSide["side"], condition: Condition): Condition {
  return typeof condition === "boolean" ? condition : { side, holds: condition };
}

/** The function, told who calls and where. Only what is true passes. */
function functionOf(
  policy: Extract<Policy, { kind: "documentCheck" | "writeCheck" }>,
  caller: Caller,
  { params, now }: PolicyScope,
): Condition {
  if (now === undefined) return false;
  if (policy.kind === "documentCheck") {
    const { name, passes } = policy;
    return {
      check: name,
      passes: (document: Fields) => passes({ caller, params, now, document }) === true,
    };
  }
  const { name, passes } = policy;
  return {
    writeCheck: name,
    passes: (change: DocumentChange) => passes({ caller, params, now, ...change }) === true,
  };
}

function resolveClaim(
  { claim, op, value }: Extract<Policy, { kind: "claim" }>,
  caller: Caller,
  scope: PolicyScope,
): Condition {
  const claimed = operandValue({ $claim: claim }, caller, scope);
  if (claimed === undefined) return false;
  const field = fieldIn(value);
  if (field !== undefined) return exchangedComparison(claimed, op, field);
  if (isVariable(value) && "$segment" in value) {
    return segmentIn(value.$segment, namesIn(claimed, op), scope);
  }
  const other = comparedValue({ op, value }, caller, scope);
  return other !== undefined && compares(claimed, op, other);
}

/** What a segment of the path may be for the claim to compare so with it. */
function namesIn(claimed: Value, op: Operator): readonly string[] {
  const names = op === "==" ? [claimed] : op === "array-contains" ? elements(claimed) : [];
  return names.filter((name) => typeof name === "string");
}

type CallerPolicy = Extract<
  Policy,
  { kind: "anyone" | "nobody" | "signedIn" | "admin" | "role" | "service" | "callerCheck" }
>;

function ofCaller(policy: CallerPolicy, caller: Caller): boolean {
  switch (policy?.kind) {
    case "anyone":
      return true;
    case "nobody":
      return false;
    case "signedIn":
      return caller.kind === "user";
    case "admin":
      return caller.admin === true;
    case "role":
      return caller.roles.includes(policy.role);
    case "service":
      return caller.kind === "service" && caller.service === policy.service;
    case "callerCheck":
      return policy.passes(caller) === true;
    default:
      return unknownPolicy(policy);
  }
}

type UserPolicy = Extract<
  Policy,
  { kind: "pathOwner" | "pathTeam" | "owner" | "team" | "among" | "member" }
>;
type User = Extract<Caller, { kind: "user" }>;

function ofUser(policy: UserPolicy, user: User, scope: PolicyScope): Condition {
  switch (policy.kind) {
    case "owner":
      return { field: policy.field, op: "==", value: user.uid };
    case "among":
      return { field: policy.field, op: "array-contains", value: user.uid };
    case "team":
      return oneOf(policy.field, user.teams);
    case "pathOwner":
      return segmentIn(policy.segment, [user.uid], scope);
    case "pathTeam":
      return segmentIn(policy.segment, user.teams, scope);
    case "member": {
      const { field, maxAgeMs } = policy;
      const lookup = fillIn(policy.document, null, scope);
      if (lookup === undefined) return false;
      return { lookup, asks: { field, op: "array-contains", value: user.uid }, maxAgeMs };
    }
    default:
      return unknownPolicy(policy);
  }
}

/** What only broken types can bring here is denied. */
function unknownPolicy(_policy: never): false {
  return false;
}

/**
 * The condition that the field has one of these values: `==` for a single one, which needs no
 * disjunction.
 */
function oneOf(field: FieldPath, values: readonly Value[]): Condition {
  return comparisonOf(field, "in", values);
}

/**
 * The condition that a segment of the path has one of these values. In a query, the segment of the
 * ids is a condition on documents.
 */
function segmentIn(segment: string, values: readonly string[], scope: PolicyScope): Condition {
  const { params, collection, idSegment } = scope;
  if (Object.hasOwn(params, segment)) return values.includes(params[segment] as string);
  if (segment !== idSegment || collection === undefined) return false;
  const ids = values.filter((value) => checkDocumentId(value) === undefined);
  return oneOf(
    ["__name__"],
    ids.map((id) => ({ $reference: `${collection}/${id}` })),
  );
}
