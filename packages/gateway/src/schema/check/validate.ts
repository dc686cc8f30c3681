import * as z from "zod";
import { $ZodAsyncError, util } from "zod/v4/core";
import { MAX_VIOLATIONS } from "../../errors/checked.ts";
import type { FieldViolation } from "../../errors/error.ts";
import { formatPlace, type FieldPath } from "../../paths/field-path.ts";
import type { Value } from "../../values/value.ts";
import { describeIssue, UNKNOWN_FIELD } from "./describe-issue.ts";

export type Validation =
  | { readonly value: Value }
  | { readonly violations: readonly [FieldViolation, ...FieldViolation[]] };

const CONTEXT = { async: false, error: describeIssue } as const;

/**
 * What the schema makes of a value, or the first 20 things wrong with it. `at` is where it stands.
 *
 * Not by `safeParse`, which puts all that is wrong into words before one can take the first: a
 * request has room for a hundred thousand wrong elements.
 *
 * @throws Error where the schema has refinements that are asynchronous
 */
export function validate(schema: z.core.$ZodType, value: Value, at: FieldPath = []): Validation {
  const result = schema._zod.run({ value, issues: [] }, CONTEXT);
  if (result instanceof Promise) throw new $ZodAsyncError();
  if (result.issues.length === 0) return { value: result.value as Value };
  const violations = result.issues
    .slice(0, MAX_VIOLATIONS)
    .map((issue) => util.finalizeIssue(issue, CONTEXT, z.config()))
    .flatMap((issue) => violationsOf(issue, at));
  return {
    violations: violations.slice(0, MAX_VIOLATIONS) as [FieldViolation, ...FieldViolation[]],
  };
}

function violationsOf(issue: z.core.$ZodIssue, at: IssuePath): FieldViolation[] {
  const place = [...at, ...(issue.path as IssuePath)];
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .slice(0, MAX_VIOLATIONS)
      .map((name) => violation([...place, name], UNKNOWN_FIELD));
  }
  if (issue.code === "invalid_union") return unionViolations(issue, place);
  return [violation(place, issue.message)];
}

/**
 * Of what is wrong with each option, what is wrong with the one that came closest: in which a part
 * is wrong, not the whole.
 */
function unionViolations(
  { errors, message }: Extract<z.core.$ZodIssue, { code: "invalid_union" }>,
  place: IssuePath,
): FieldViolation[] {
  const close = errors.find((issues) => issues.every(({ path }) => path.length > 0));
  if (close !== undefined) return close.flatMap((issue) => violationsOf(issue, place));
  const descriptions = new Set(errors.flat().map((issue) => issue.message));
  const described = [...descriptions].join(", or ");
  return [violation(place, descriptions.size > 0 ? described : message)];
}

type IssuePath = readonly (string | number)[];

function violation(place: IssuePath, description: string): FieldViolation {
  return { field: formatPlace(place), description };
}
