import { z } from "zod";
import type { FieldViolation } from "../contract/error.ts";
import { formatPlace } from "../contract/field-path.ts";
import type { FieldPath, Value } from "../contract/value.ts";
import { MAX_VIOLATIONS } from "../contract/wire-reader.ts";
import { describeIssue, UNKNOWN_FIELD } from "./describe-issue.ts";

export type Validation =
  | { readonly value: Value }
  | { readonly violations: readonly [FieldViolation, ...FieldViolation[]] };

/** What the schema makes of a value, or the first 20 things wrong with it. `at` is where it stands. */
export function validate(schema: z.core.$ZodType, value: Value, at: FieldPath = []): Validation {
  const result = z.safeParse(schema, value, { error: describeIssue });
  if (result.success) return { value: result.data as Value };
  const violations = result.error.issues.flatMap((issue) => violationsOf(issue, at));
  return {
    violations: violations.slice(0, MAX_VIOLATIONS) as [FieldViolation, ...FieldViolation[]],
  };
}

function violationsOf(issue: z.core.$ZodIssue, at: Place): FieldViolation[] {
  const place = [...at, ...(issue.path as Place)];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name) => violation([...place, name], UNKNOWN_FIELD));
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
  place: Place,
): FieldViolation[] {
  const close = errors.find((issues) => issues.every(({ path }) => path.length > 0));
  if (close !== undefined) return close.flatMap((issue) => violationsOf(issue, place));
  const descriptions = new Set(errors.flat().map((issue) => issue.message));
  const described = [...descriptions].join(", or ");
  return [violation(place, descriptions.size > 0 ? described : message)];
}

type Place = readonly (string | number)[];

function violation(place: Place, description: string): FieldViolation {
  return { field: formatPlace(place), description };
}
