import type { FieldPath } from "./field-path.ts";
import { addPath, ancestorOf, pathTree } from "./path-tree.ts";

/** Of what stands at field paths, what lies in no other's, and of several at one path the first. */
export function outermost<Part>(
  parts: readonly Part[],
  pathOf: (part: Part) => FieldPath,
): readonly Part[] {
  const tree = pathTree([]);
  const distinct = parts.filter((part) => addPath(tree, pathOf(part)));
  return distinct.filter((part) => ancestorOf(tree, pathOf(part)) === undefined);
}
