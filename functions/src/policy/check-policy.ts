import { describePolicy } from "./describe-policy.ts";
import type { PathPattern } from "./path-pattern.ts";
import { parsePathPattern } from "./path-pattern.ts";
import type { Policy } from "./policy.ts";
import { whereProblem } from "./where-problem.ts";

/** Where a policy is declared, as far as that decides what it may be made of. */
export interface Place {
  readonly pattern: PathPattern;
  readonly use: "get" | "list" | "create" | "update" | "delete" | "field";
}

/**
 * Refuses a policy that could not do there what it says.
 *
 * @throws Error with a sentence that names the policy and says what to do
 */
export function checkPolicy(policy: Policy, place: Place): void {
  const problem = isPolicy(policy)
    ? (shapeProblem(policy, place) ?? placeProblem(policy, place))
    : 'what is there is not a policy; build one with anyone(), owner("field"), anyOf(...) and the like';
  if (problem !== undefined) throw new Error(problem);
  if (policy.kind !== "anyOf" && policy.kind !== "allOf") return;
  for (const part of policy.policies) checkPolicy(part, place);
}

const KINDS: ReadonlySet<unknown> = new Set<Policy["kind"]>([
  "anyone",
  "nobody",
  "signedIn",
  "admin",
  "role",
  "service",
  "pathOwner",
  "pathTeam",
  "owner",
  "team",
  "among",
  "where",
  "member",
  "onlyFields",
  "callerCheck",
  "documentCheck",
  "anyOf",
  "allOf",
]);

function isPolicy(value: unknown): value is Policy {
  return typeof value === "object" && value !== null && "kind" in value && KINDS.has(value.kind);
}

/** What is wrong with the policy wherever it stands. */
function shapeProblem(policy: Policy, place: Place): string | undefined {
  switch (policy.kind) {
    case "role":
      return emptyProblem(policy, policy.role);
    case "service":
      return emptyProblem(policy, policy.service);
    case "callerCheck":
    case "documentCheck":
      return emptyProblem(policy, policy.name) ?? functionProblem(policy);
    case "pathOwner":
    case "pathTeam":
      return segmentProblem(policy, policy.segment, place);
    case "member":
      return memberProblem(policy, place);
    case "where":
      return whereProblem(policy);
    case "onlyFields":
      return policy.fields.length > 0 ? undefined : "onlyFields() names no field";
    case "anyOf":
    case "allOf":
      return policy.policies.length > 0 ? undefined : `${policy.kind}() holds no policy`;
    default:
      return undefined;
  }
}

/** What is wrong with the policy where it stands. */
function placeProblem(policy: Policy, { use, pattern }: Place): string | undefined {
  const said = describePolicy(policy);
  if (policy.kind === "onlyFields" && use !== "update") {
    return `${said} limits updates; declare it for update alone`;
  }
  if (use === "field" && isAboutDocuments(policy)) {
    return (
      `${said} depends on the document, but whether a field is hidden must be known before a query ` +
      "is sent; use policies on the caller and the path, or move the field to a collection of its own"
    );
  }
  if (use === "list" && policy.kind === "documentCheck") {
    return `${said} can't be a filter of a query; declare it for the other operations, and for list what where(...) and the like can say`;
  }
  const { idSegment } = pattern;
  if (
    idSegment !== undefined &&
    needsId(policy, idSegment) &&
    (use === "field" || use === "list")
  ) {
    if (use === "list" && policy.kind !== "member") return undefined;
    return `${said} depends on the document's id {${idSegment}}, which differs from document to document of a query`;
  }
  return undefined;
}

function isAboutDocuments(policy: Policy): boolean {
  return ["owner", "team", "among", "where", "documentCheck"].includes(policy.kind);
}

function needsId(policy: Policy, idSegment: string): boolean {
  if (policy.kind === "member") return policy.document.split("/").includes(`{${idSegment}}`);
  return (
    (policy.kind === "pathOwner" || policy.kind === "pathTeam") && policy.segment === idSegment
  );
}

function emptyProblem(policy: Policy, name: unknown): string | undefined {
  return typeof name === "string" && name !== "" ? undefined : `${policy.kind}() needs a name`;
}

function functionProblem(policy: Extract<Policy, { name: string }>): string | undefined {
  return typeof policy.passes === "function"
    ? undefined
    : `${describePolicy(policy)} needs a function`;
}

function segmentProblem(policy: Policy, segment: string, { pattern }: Place): string | undefined {
  const names = segmentNames(pattern);
  if (names.includes(segment)) return undefined;
  const known = names.length === 0 ? "none" : names.map((name) => `{${name}}`).join(", ");
  return `${describePolicy(policy)}: the path has no segment {${segment}}; it has ${known}`;
}

function segmentNames({ segments, idSegment }: PathPattern): readonly string[] {
  const named = segments.flatMap((segment) => (segment.kind === "param" ? [segment.name] : []));
  return idSegment === undefined ? named : [...named, idSegment];
}

/** The path of a `member` must be a document's, and each of its segments one of the collection's path. */
function memberProblem(
  policy: Extract<Policy, { kind: "member" }>,
  place: Place,
): string | undefined {
  const said = describePolicy(policy);
  if (!(policy.maxAgeMs >= 0)) return `${said}: maxAgeMs must be 0 or more`;
  const segments = policy.document.split("/");
  if (segments.length % 2 === 1)
    return `${said}: "${policy.document}" is not the path of a document`;
  try {
    parsePathPattern(segments.slice(0, -1).join("/"));
  } catch (error) {
    return `${said}: ${(error as Error).message}`;
  }
  const names = segments.flatMap((segment) => /^\{(.*)\}$/u.exec(segment)?.[1] ?? []);
  return names
    .map((name) => segmentProblem(policy, name, place))
    .find((found) => found !== undefined);
}
