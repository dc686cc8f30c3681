import type { FieldViolation } from "./error.ts";
import { formatFieldPath } from "./field-path.ts";
import type { FieldPath } from "./value.ts";

/** Of field paths that are to be written together: those that stand twice, or lead through another. */
export function conflictingPaths(paths: readonly FieldPath[]): readonly FieldViolation[] {
  const violations: FieldViolation[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const field = formatFieldPath(path);
    if (seen.has(field)) violations.push({ field, description: "is written twice" });
    seen.add(field);
  }
  for (const path of paths) {
    for (let length = 1; length < path.length; length++) {
      const ancestor = formatFieldPath(path.slice(0, length));
      if (!seen.has(ancestor)) continue;
      const description = `can't be written together with ${ancestor}, of which it is a part`;
      violations.push({ field: formatFieldPath(path), description });
    }
  }
  return violations;
}
