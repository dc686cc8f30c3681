import type * as z from "zod";
import { formatFieldPath, type FieldPath } from "../paths/field-path.ts";
import { locate } from "../schema/definition/locate.ts";

/** Says that the schema has no such field, or nothing: a typo would deny, or index, nothing at all. */
export function schemaFieldProblem(schema: z.ZodType, field: FieldPath): string | undefined {
  if (field[0] === "__name__") return undefined;
  const found = locate(schema, field, () => new Set());
  return "description" in found
    ? `${formatFieldPath(field)} is not a field of the schema`
    : undefined;
}
