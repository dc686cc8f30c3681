import type { Value } from "../values/value.ts";

/** The elements of an array; none, where the value is none. */
export function elements(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}
