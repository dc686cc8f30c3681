import type { Caller } from "../caller/caller.ts";
import { isPrefix, type FieldPath } from "../paths/field-path.ts";
import { checkDocumentId } from "../paths/path.ts";
import type { Value } from "../values/value.ts";
import { and, or, type Condition } from "./condition.ts";
import type { Policy } from "./policy.ts";

/** What a policy is asked about. A {@link CollectionMatch} is one. */
export interface PolicyScope {
  /** The values of the path's segments, as far as they are known. */
  readonly params: Readonly<Record<string, string>>;
  /** For a query: the path of its collection; not known for a collection group. */
  readonly collection?: string;
  /** The segment that names the documents' ids, where the collection's path has one. */
  readonly idSegment?: string;
  /** For an update: the fields it writes, deletes or transforms. */
  readonly touched?: readonly FieldPath[];
}

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
    case "where":
      return { field: policy.field, op: policy.op, value: policy.value };
    case "onlyFields":
      return touchesOnly(scope.touched, policy.fields);
    case "pathOwner":
    case "pathTeam":
    case "owner":
    case "team":
    case "among":
    case "member":
      return caller.kind === "user" && ofUser(policy, caller, scope);
    case "documentCheck": {
      const { params } = scope;
      const { name, passes } = policy;
      return { check: name, passes: (document) => passes({ caller, params, document }) === true };
    }
    default:
      return ofCaller(policy, caller);
  }
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
      const path = fillIn(policy.document, scope.params);
      if (path === undefined) return false;
      return { memberOf: path, field: policy.field, uid: user.uid, maxAgeMs: policy.maxAgeMs };
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
  const [first, ...rest] = values;
  if (first === undefined) return false;
  return rest.length === 0 ? { field, op: "==", value: first } : { field, op: "in", value: values };
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

/** The path with the values of its segments, or undefined where one is not known. */
function fillIn(template: string, params: PolicyScope["params"]): string | undefined {
  const segments = template.split("/").map((segment) => {
    const name = /^\{(.+)\}$/u.exec(segment)?.[1];
    if (name === undefined) return segment;
    return Object.hasOwn(params, name) ? params[name] : undefined;
  });
  return segments.includes(undefined) ? undefined : segments.join("/");
}

function touchesOnly(
  touched: readonly FieldPath[] | undefined,
  fields: readonly FieldPath[],
): boolean {
  return (
    touched !== undefined && touched.every((path) => fields.some((field) => isPrefix(field, path)))
  );
}
