import type { $ZodType } from "zod/v4/core";
import type { FieldPath } from "../../paths/field-path.ts";
import { alternativesOf } from "./alternatives.ts";

/**
 * The fields that a document's schema names, those of maps in it too: each once, whatever it may
 * be. Not what is in arrays, which have no field paths, nor what is in a map that lies in itself.
 */
export function declaredFields(document: $ZodType): readonly FieldPath[] {
  const fields = new Map<string, FieldPath>();
  const visit = (schema: $ZodType, path: FieldPath, around: readonly $ZodType[]): void => {
    if (around.includes(schema)) return;
    for (const alternative of alternativesOf(schema)) {
      if (alternative.kind !== "object") continue;
      for (const [name, field] of Object.entries(alternative.def.shape)) {
        const at = [...path, name];
        fields.set(JSON.stringify(at), at);
        visit(field, at, [...around, schema]);
      }
    }
  };
  visit(document, [], []);
  return [...fields.values()];
}
