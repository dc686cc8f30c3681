import { z } from "zod";

/**
 * A strict request: an unknown key is an error that names it. Firebase's own client sends an
 * absent optional as null, so a null under an optional key counts as absent.
 */
export function request<Shape extends z.ZodRawShape>(shape: Shape) {
  const optionalKeys = Object.entries(shape)
    .filter(([, schema]) => schema instanceof z.ZodExactOptional)
    .map(([key]) => key);
  return withoutNulls(optionalKeys, z.strictObject(shape));
}

/** The schema, for objects whose nulls under these keys are dropped first. */
export function withoutNulls<Schema extends z.ZodType>(keys: readonly string[], schema: Schema) {
  return z.preprocess((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const given = value as Record<string, unknown>;
    const absent = keys.filter((key) => given[key] === null);
    if (absent.length === 0) return given;
    const present = { ...given };
    for (const key of absent) delete present[key];
    return present;
  }, schema);
}
