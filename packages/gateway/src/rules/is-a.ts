import { exactNumber } from "../values/number.ts";
import { typeOf } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import { Duration, plainValue, type Evaluated, type Judged } from "./rule-value.ts";

/** The types that an expression can be asked for. */
export const RULE_TYPES = [
  "bool",
  "bytes",
  "duration",
  "float",
  "int",
  "latlng",
  "list",
  "map",
  "number",
  "path",
  "string",
  "timestamp",
] as const;
export type RuleType = (typeof RULE_TYPES)[number];

/**
 * `value is type`. A whole number is an integer here, as the gateway stores it, unless the schema
 * says that the field is a double.
 */
export function isA(value: Evaluated, type: RuleType): Judged {
  if (value === undefined) return undefined;
  if (value instanceof Set) return false;
  if (value instanceof Duration) return type === "duration";
  const plain = plainValue(value) as Value;
  switch (typeOf(plain)) {
    case "boolean":
      return type === "bool";
    case "NaN":
      return type === "float" || type === "number";
    case "number":
      return type === "number" || type === (isWhole(plain) ? "int" : "float");
    case "geoPoint":
      return type === "latlng";
    case "array":
      return type === "list";
    case "reference":
      return type === "path";
    case "bytes":
    case "map":
    case "string":
    case "timestamp":
      return type === typeOf(plain);
    default:
      return false;
  }
}

function isWhole(value: Value): boolean {
  if (typeof value === "object" && value !== null && "$double" in value) return false;
  const exact = exactNumber(value);
  return typeof exact === "bigint" || Number.isInteger(exact);
}
