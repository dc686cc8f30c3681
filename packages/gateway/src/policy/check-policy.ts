import type * as z from "zod";
import type { FieldPath } from "../paths/field-path.ts";
import type { PathPattern } from "../paths/path-pattern.ts";
import { memberProblem, segmentProblem } from "../paths/segment-problem.ts";
import { describePolicy } from "./describe-policy.ts";
import { operandProblem } from "./operand-problem.ts";
import type { Policy } from "./policy.ts";
import {
  documentFieldsOf,
  isAboutDocuments,
  needsSegment,
  openSegmentsIn,
} from "./policy-needs.ts";
import { policySchema } from "./policy-schema.ts";
import { schemaFieldProblem } from "./schema-field-problem.ts";
import { templateProblem } from "./template-problem.ts";
import { fieldIn, isVariable } from "./variable.ts";

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
  if (policy.kind === "stored" || policy.kind === "written") checkParts(policy.policy, context);
  const problem =
    ownProblem(policy, context) ?? useProblem(policy, context) ?? fieldProblem(policy, context);
  if (problem !== undefined) throw new Error(`${describePolicy(policy)} ${problem}`);
}

/** What is wrong with the policy for this collection's path, whatever it is declared for. */
function ownProblem(policy: Policy, { pattern }: PolicyContext): string | undefined {
  switch (policy.kind) {
    case "where": {
      if (fieldIn(policy.value) !== undefined) {
        return "compares two fields of one document, which no query can; use documentCheck";
      }
      return (
        openFieldProblem(policy.field, pattern) ?? operandProblem(policy.op, policy.value, pattern)
      );
    }
    case "claim":
      return operandProblem(policy.op, policy.value, pattern) ?? claimProblem(policy);
    case "pathOwner":
    case "pathTeam":
      return segmentProblem(policy.segment, pattern);
    case "member":
      return memberProblem(policy.document, pattern);
    case "callerDocument":
    case "noCallerDocument": {
      const test = "test" in policy ? policy.test : undefined;
      const { field = [], op = "==", value = null } = test ?? {};
      return (
        templateProblem(policy.document, pattern) ??
        openFieldProblem(field, pattern) ??
        operandProblem(op, value, pattern)
      );
    }
    default:
      return undefined;
  }
}

function openFieldProblem(field: FieldPath, pattern: PathPattern): string | undefined {
  const problems = openSegmentsIn(field).map((name) => segmentProblem(name, pattern));
  return problems.find((problem) => problem !== undefined);
}

/** A segment of a path can be compared with for one value or among several, as a query can. */
function claimProblem({ op, value }: Extract<Policy, { kind: "claim" }>): string | undefined {
  const isSegment = isVariable(value) && "$segment" in value;
  return isSegment && op !== "==" && op !== "array-contains"
    ? "can't compare with a segment of the path but by == and array-contains"
    : undefined;
}

function fieldProblem(policy: Policy, { schema }: PolicyContext): string | undefined {
  const problems = documentFieldsOf(policy).map((field) => schemaFieldProblem(schema, field));
  const problem = problems.find((found) => found !== undefined);
  return problem && `can't hold: ${problem}`;
}

/** What is wrong with declaring the policy there. */
function useProblem(
  policy: Policy,
  { use, pattern: { idSegment } }: PolicyContext,
): string | undefined {
  if ((policy.kind === "onlyFields" || policy.kind === "unchanged") && use !== "update") {
    return "limits updates; declare it for update alone";
  }
  if (JUDGES_WRITES.has(policy.kind) && !WRITES.has(use)) {
    return "judges writes; declare it for create, update or delete";
  }
  if (use === "field" && isAboutDocuments(policy)) {
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
  if (use === "field" || (use === "list" && !canCompareIds(policy))) {
    return `depends on {${idSegment}}, which differs between the documents of a query`;
  }
  return undefined;
}

const JUDGES_WRITES: ReadonlySet<Policy["kind"]> = new Set(["writeCheck", "stored", "written"]);
const WRITES: ReadonlySet<PolicyContext["use"]> = new Set(["create", "update", "delete"]);

/** Whether a query can hold the documents' ids against what the policy wants of them. */
function canCompareIds({ kind }: Policy): boolean {
  return kind === "pathOwner" || kind === "pathTeam" || kind === "claim";
}
