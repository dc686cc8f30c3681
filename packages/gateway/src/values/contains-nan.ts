import { typeOf } from "./compare.ts";
import { mapFields } from "./map.ts";
import type { Value } from "./value.ts";

/** Whether the value is NaN, or a list or map that holds one. */
export function containsNaN(value: Value): boolean {
  if (Array.isArray(value)) return (value as readonly Value[]).some(containsNaN);
  if (typeOf(value) === "NaN") return true;
  return Object.values(mapFields(value) ?? {}).some(containsNaN);
}
