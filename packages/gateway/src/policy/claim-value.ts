import type { Claims } from "../caller/caller.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Value } from "../values/value.ts";

/**
 * The value of a claim; undefined where the token has none, or one that no document holds the like
 * of: a map, and a list with something else in it than texts, numbers, booleans and null.
 */
export function claimValue(claims: Claims | undefined, path: FieldPath): Value | undefined {
  let found: unknown = claims;
  for (const name of path) {
    if (!isMap(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  if (Array.isArray(found)) return found.every(isScalar) ? found : undefined;
  return isScalar(found) ? found : undefined;
}

function isMap(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number | boolean | null {
  if (typeof value === "string") return value.isWellFormed();
  return value === null || typeof value === "boolean" || Number.isFinite(value);
}
