import type { FieldViolation } from "../errors/error.ts";
import { formatFieldPath, type FieldPath } from "./field-path.ts";
import { addPath, ancestorOf, pathTree } from "./path-tree.ts";

/**
 * The violations of field paths that can't be written together: a path that stands twice or leads
 * through another.
 */
export function conflictingPaths(paths: readonly FieldPath[]): readonly FieldViolation[] {
  const tree = pathTree([]);
  const repeated = paths.filter((path) => !addPath(tree, path));
  const violations = repeated.map((path) => ({
    field: formatFieldPath(path),
    description: "is written twice",
  }));
  for (const path of paths) {
    const ancestor = ancestorOf(tree, path);
    if (ancestor === undefined) continue;
    const description = `can't be written together with ${formatFieldPath(ancestor)}, of which it is a part`;
    violations.push({ field: formatFieldPath(path), description });
  }
  return violations;
}
