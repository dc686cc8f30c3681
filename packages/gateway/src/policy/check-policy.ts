import type { z } from "zod";
import type { FieldPath } from "../paths/field-path.ts";
import { describePolicy } from "./describe-policy.ts";
import type { PathPattern } from "../paths/path-pattern.ts";
import type { Policy } from "./policy.ts";
import { policySchema } from "./policy-schema.ts";
import { schemaFieldProblem } from "./schema-field-problem.ts";
import { memberProblem, segmentProblem, segmentsIn } from "../paths/segment-problem.ts";
import { whereProblem } from "./where-problem.ts";

/** Where a policy is declared, as far as that decides what it may be made of. */
export interface PolicyContext {
  readonly pattern: PathPattern;
  readonly schema: z.ZodType;
  readonly use: "get" | "list" | "create" | "update" | "delete" | "field";
}

/**
 * Refuses a policy that is none, or that could not do there what it says.
 *
 * @throws Error with a sentence that names the policy and says what to do
 */
export function checkPolicy(policy: Policy, context: PolicyContext): void {
  // Without a parser made for each form: each is asked a few times, while an instance starts.
  const { error } = policySchema.safeParse(policy, { jitless: true });
  if (error !== undefined) throw new Error(describeFault(policy, error.issues[0]?.message));
  checkParts(policy, context);
}

function describeFault(policy: Policy, problem = "is not a policy"): string {
  const { kind } = Object(policy) as { readonly kind?: unknown };
  return typeof kind === "string" ? `${kind}() ${problem}` : `what is there ${problem}`;
}

function checkParts(policy: Policy, context: PolicyContext): void {
  if (policy.kind === "anyOf" || policy.kind === "allOf") {
    for (const part of policy.policies) checkParts(part, context);
    return;
  }
  const problem =
    ownProblem(policy, context) ?? useProblem(policy, context) ?? fieldProblem(policy, context);
  if (problem !== undefined) throw new Error(`${describePolicy(policy)} ${problem}`);
}

/** What is wrong with the policy for this collection's path, whatever it is declared for. */
function ownProblem(policy: Policy, { pattern }: PolicyContext): string | undefined {
  switch (policy.kind) {
    case "where":
      return whereProblem(policy);
    case "pathOwner":
    case "pathTeam":
      return segmentProblem(policy.segment, pattern);
    case "member":
      return memberProblem(policy.document, pattern);
    default:
      return undefined;
  }
}

/** The fields of the document that the policy reads, or lets write. */
function fieldsOf(policy: Policy): readonly FieldPath[] {
  switch (policy.kind) {
    case "owner":
    case "team":
    case "among":
    case "where":
      return [policy.field];
    case "onlyFields":
      return policy.fields;
    default:
      return [];
  }
}

function fieldProblem(policy: Policy, { schema }: PolicyContext): string | undefined {
  const problems = fieldsOf(policy).map((field) => schemaFieldProblem(schema, field));
  const problem = problems.find((found) => found !== undefined);
  return problem && `can't hold: ${problem}`;
}

/** What is wrong with declaring the policy there. */
function useProblem(
  policy: Policy,
  { use, pattern: { idSegment } }: PolicyContext,
): string | undefined {
  if (policy.kind === "onlyFields" && use !== "update") {
    return "limits updates; declare it for update alone";
  }
  if (use === "field" && ABOUT_DOCUMENTS.has(policy.kind)) {
    return (
      "depends on what is stored, but which fields are hidden must be known before anything is read; " +
      "use policies on the caller and the path, or keep the field in a collection of its own"
    );
  }
  if (use === "list" && policy.kind === "documentCheck") {
    return "can't be a filter of a query; declare list on its own, with where(...) and the like";
  }
  if (idSegment === undefined || !needsSegment(policy, idSegment)) return undefined;
  // A query compares the id with the caller's by a filter; what is read for each document it can't.
  if (use === "field" || (use === "list" && policy.kind === "member")) {
    return `depends on {${idSegment}}, which differs between the documents of a query`;
  }
  return undefined;
}

/** What is decided by a stored document: the one at hand, or the one that lists members. */
const ABOUT_DOCUMENTS: ReadonlySet<Policy["kind"]> = new Set([
  "owner",
  "team",
  "among",
  "where",
  "member",
  "documentCheck",
]);

function needsSegment(policy: Policy, segment: string): boolean {
  if (policy.kind === "member") return segmentsIn(policy.document).includes(segment);
  return (policy.kind === "pathOwner" || policy.kind === "pathTeam") && policy.segment === segment;
}
