import type { Value } from "../contract/value.ts";
import { describePolicy } from "./describe-policy.ts";
import type { Policy } from "./policy.ts";

/** Most values of `in` and `array-contains-any`, and of `not-in`, as Firestore takes them. */
const MAX_IN = 30;
const MAX_NOT_IN = 10;

const OPERATORS: ReadonlySet<string> = new Set([
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "not-in",
  "array-contains",
  "array-contains-any",
]);

/** Says what is wrong with a `where`, or nothing. */
export function whereProblem(policy: Extract<Policy, { kind: "where" }>): string | undefined {
  const { op, value } = policy;
  const said = describePolicy(policy);
  if (!OPERATORS.has(op)) return `${said}: there is no operator ${JSON.stringify(op)}`;
  if (value === undefined) return `${said}: the value is missing`;
  if (op === "in" || op === "not-in" || op === "array-contains-any") {
    const most = op === "not-in" ? MAX_NOT_IN : MAX_IN;
    if (isListOf(value, most)) return undefined;
    return `${said}: ${op} takes a list of 1 to ${String(most)} values, null not among them`;
  }
  if (op !== "==" && op !== "!=" && value === null) return `${said}: ${op} can't compare with null`;
  return undefined;
}

function isListOf(value: Value, most: number): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= most && !value.includes(null);
}
