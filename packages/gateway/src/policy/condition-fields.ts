import type { FieldPath } from "../paths/field-path.ts";
import type { Condition } from "./condition.ts";

/** The fields of a document that decide whether a condition holds of it. */
export function conditionFields(condition: Condition): readonly FieldPath[] {
  if (typeof condition === "boolean") return [];
  if ("and" in condition) return condition.and.flatMap(conditionFields);
  if ("or" in condition) return condition.or.flatMap(conditionFields);
  return "op" in condition ? [condition.field] : [];
}
