import type { FieldPath } from "./field-path.ts";
import { addPath, pathTree } from "./path-tree.ts";

/** The paths, each once, where it first stands. */
export function distinctPaths(paths: readonly FieldPath[]): readonly FieldPath[] {
  const tree = pathTree([]);
  return paths.filter((path) => addPath(tree, path));
}
