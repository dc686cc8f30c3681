import type * as z from "zod";
import { api, type CallableName, type Request } from "../api/api.ts";
import { MAX_VIOLATIONS } from "../errors/checked.ts";
import { invalid, type FieldViolation } from "../errors/error.ts";
import { shorten } from "../text/shorten.ts";
import { describeIssue } from "../schema/check/describe-issue.ts";

/**
 * The request of a callable, in the form that its schema gives it.
 *
 * @throws GatewayError INVALID_REQUEST with a violation for each field that is wrong, unknown or missing
 */
export function parse<Name extends CallableName>(callable: Name, data: unknown): Request<Name> {
  return parseBy(api[callable].request, data) as Request<Name>;
}

/** A request in the form that its schema gives it. @throws as {@link parse} */
export function parseBy<Schema extends z.ZodType>(schema: Schema, data: unknown): z.infer<Schema> {
  const result = schema.safeParse(data ?? {}, { error: describeIssue });
  if (result.success) return result.data;
  const violations = result.error.issues.slice(0, MAX_VIOLATIONS).flatMap(toViolations);
  throw invalid("INVALID_REQUEST", violations.slice(0, MAX_VIOLATIONS) as [FieldViolation]);
}

function toViolations(issue: z.core.$ZodIssue): FieldViolation[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, MAX_VIOLATIONS).map((key) => ({
      field: formatPosition([...issue.path, key]),
      description: "is not known; remove it",
    }));
  }
  const { path, message } = nearestMistake(
    issue.code === "invalid_key" ? keyMistake(issue) : issue,
  );
  return [{ field: formatPosition(path), description: message }];
}

/** What is wrong with a key, at the place of what it names. */
function keyMistake(issue: z.core.$ZodIssueInvalidKey): z.core.$ZodIssue {
  const [mistake = issue] = issue.issues;
  return { ...mistake, path: issue.path };
}

/** Of several alternatives, the mistake in the one that came nearest: whose mistake lies deepest. */
function nearestMistake(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, "path" | "message"> {
  if (issue.code !== "invalid_union") return issue;
  const mistakes = issue.errors
    .filter((issues) => !issues.some(isOfOtherKeys))
    .flatMap((issues) => issues.slice(0, 1))
    .map((first) => nearestMistake(first))
    .toSorted((a, b) => b.path.length - a.path.length);
  const [nearest] = mistakes;
  if (nearest === undefined || nearest.path.length === 0) return issue;
  return { path: [...issue.path, ...nearest.path], message: nearest.message };
}

function isOfOtherKeys({ code, path }: z.core.$ZodIssue): boolean {
  return code === "unrecognized_keys" && path.length === 0;
}

/** A position in a request, as google.rpc.BadRequest writes it: `writes[2].path`. */
function formatPosition(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>(
    (before, key) =>
      typeof key === "number" ? `${before}[${String(key)}]` : `${before}.${String(key)}`,
    "",
  );
  return text === "" ? "data" : shorten(text.replace(/^\./, ""));
}
