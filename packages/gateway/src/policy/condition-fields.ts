import type { FieldPath } from "../paths/field-path.ts";
import type { Condition, Lookup } from "./condition.ts";

/** The fields of a document that decide whether a list's condition holds of it. */
export function conditionFields(condition: Condition): readonly FieldPath[] {
  if (typeof condition === "boolean") return [];
  if ("and" in condition) return condition.and.flatMap(conditionFields);
  if ("or" in condition) return condition.or.flatMap(conditionFields);
  if ("lookup" in condition) return lookupFields(condition);
  return "op" in condition ? [condition.field] : [];
}

/** Those that name another document, or that it is compared with. */
function lookupFields({ lookup, asks }: Lookup): readonly FieldPath[] {
  const parts = typeof lookup === "string" ? [] : lookup;
  const naming = parts.flatMap((part) => (typeof part === "string" ? [] : [part.field]));
  return "documentField" in asks ? [...naming, asks.documentField] : naming;
}
