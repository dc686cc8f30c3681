import type { FieldPath } from "../paths/field-path.ts";
import type { Condition, Lookup } from "./condition.ts";
import { fieldsNaming } from "./document-path.ts";

/** The fields of a document that decide whether a list's condition holds of it. */
export function conditionFields(condition: Condition): readonly FieldPath[] {
  if (typeof condition === "boolean") return [];
  if ("and" in condition) return condition.and.flatMap(conditionFields);
  if ("or" in condition) return condition.or.flatMap(conditionFields);
  if ("lookup" in condition) return lookupFields(condition);
  return "op" in condition ? [condition.field] : [];
}

/** Those that name another document, or that it is compared with. */
function lookupFields(lookup: Lookup): readonly FieldPath[] {
  const { asks } = lookup;
  const naming = fieldsNaming(lookup);
  return "documentField" in asks ? [...naming, asks.documentField] : naming;
}
