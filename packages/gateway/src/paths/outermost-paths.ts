import { distinctPaths } from "./distinct-paths.ts";
import type { FieldPath } from "./field-path.ts";
import { ancestorOf, pathTree } from "./path-tree.ts";

/** The paths that lie within no other, each once: they lead to all that the paths lead to. */
export function outermostPaths(paths: readonly FieldPath[]): readonly FieldPath[] {
  const tree = pathTree(paths);
  return distinctPaths(paths).filter((path) => ancestorOf(tree, path) === undefined);
}
