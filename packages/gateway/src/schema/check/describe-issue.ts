import type * as z from "zod";
import { typeOf, type Type } from "../../values/compare.ts";
import type { Value } from "../../values/value.ts";

export const UNKNOWN_FIELD = "is not a field of the schema: leave it out";
export const FORBIDDEN_NAME = "is not a name that is allowed here";

/**
 * Says what is wrong with a value and what it must be, where the schema's author has not said it.
 * The value itself is never repeated.
 */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined && MISSING_CODES.has(issue.code)) return "is required";
  switch (issue.code) {
    case "invalid_type":
      return mustBe(EXPECTED[issue.expected] ?? issue.expected, issue.input);
    case "invalid_value":
      return issue.values.some((value) => isOfTypeOf(value, issue.input))
        ? `must be ${oneOf(issue.values)}`
        : mustBe(oneOf(issue.values), issue.input);
    case "too_small":
      return describeBound(
        issue,
        issue.minimum,
        issue.inclusive === false ? "more than" : "at least",
      );
    case "too_big":
      return describeBound(
        issue,
        issue.maximum,
        issue.inclusive === false ? "less than" : "at most",
      );
    case "not_multiple_of":
      return `must be a multiple of ${String(issue.divisor)}`;
    case "invalid_format":
      return describeFormat(issue);
    case "invalid_key":
      return FORBIDDEN_NAME;
    case "invalid_union":
      return Array.isArray(issue.options) ? `must be ${oneOf(issue.options)}` : NOT_ALLOWED;
    case "custom": {
      const { mustBe: expected } = (issue.params ?? {}) as { readonly mustBe?: string };
      return expected === undefined ? NOT_ALLOWED : mustBe(expected, issue.input);
    }
    default:
      return NOT_ALLOWED;
  }
}

const NOT_ALLOWED = "is not as the schema requires";

/** The codes of issues that mean a missing field, where the input is undefined. */
const MISSING_CODES: ReadonlySet<string> = new Set([
  "invalid_type",
  "invalid_value",
  "invalid_union",
  "custom",
]);

const EXPECTED: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "an integer",
  boolean: "a boolean",
  null: "null",
  array: "an array",
  tuple: "an array",
  object: "a map",
  record: "a map",
  never: "left out",
  nonoptional: "there",
  nan: "NaN",
};

const RECEIVED: Readonly<Record<Type, string>> = {
  null: "null",
  boolean: "a boolean",
  NaN: "NaN",
  number: "a number",
  timestamp: "a timestamp",
  string: "a string",
  bytes: "bytes",
  reference: "a reference",
  geoPoint: "a geo point",
  array: "an array",
  vector: "a vector",
  map: "a map",
};

/** What was sent instead is said only where it is something else, not just another of its kind. */
function mustBe(expected: string, input: unknown): string {
  const received = input === undefined ? "nothing" : kindOf(input as Value);
  const isOfKind = received === (expected === EXPECTED["int"] ? EXPECTED["number"] : expected);
  return `must be ${expected}${isOfKind ? "" : `, not ${received}`}`;
}

/** To a request, which is not read into values, a tag that there is not is a map like any other. */
function kindOf(input: Value): string {
  const type: string = typeOf(input);
  return Object.hasOwn(RECEIVED, type) ? RECEIVED[type as Type] : RECEIVED.map;
}

function isOfTypeOf(value: unknown, input: unknown): boolean {
  return typeof value === typeof input && (value === null) === (input === null);
}

const MAX_LISTED = 10;

function oneOf(values: readonly unknown[]): string {
  const listed = values.slice(0, MAX_LISTED).map((value) => JSON.stringify(value));
  if (values.length > MAX_LISTED) listed.push("…");
  return values.length === 1 ? listed.join() : `one of ${listed.join(", ")}`;
}

const UNITS: Readonly<Record<string, string>> = { string: "character", array: "element" };

function describeBound(
  { origin, exact }: { readonly origin: string; readonly exact?: boolean | undefined },
  limit: number | bigint,
  relation: string,
): string {
  const unit = UNITS[origin];
  const amount = `${exact === true ? "exactly" : relation} ${String(limit)}`;
  return unit === undefined
    ? `must be ${amount}`
    : `must have ${amount} ${unit}${limit === 1 ? "" : "s"}`;
}

function describeFormat(issue: Extract<z.core.$ZodRawIssue, { code: "invalid_format" }>): string {
  const { format, pattern, prefix, suffix, includes } = issue as unknown as Record<string, string>;
  switch (format) {
    case "regex":
      return `must match ${String(pattern)}`;
    case "starts_with":
      return `must start with ${JSON.stringify(prefix)}`;
    case "ends_with":
      return `must end with ${JSON.stringify(suffix)}`;
    case "includes":
      return `must contain ${JSON.stringify(includes)}`;
    default:
      return `must have the format ${String(format)}`;
  }
}
