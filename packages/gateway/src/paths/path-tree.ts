import type { FieldPath } from "./field-path.ts";

/**
 * Field paths by their names, so that many of them are looked through in the time that it takes to
 * read them: a request can hold tens of thousands.
 */
export interface PathTree {
  /** Where paths go on from here, by name. */
  readonly below: Map<string, PathTree>;
  /** Whether one of the paths ends here. */
  isPath: boolean;
}

/** The tree of these paths. */
export function pathTree(paths: readonly FieldPath[]): PathTree {
  const root: PathTree = { below: new Map(), isPath: false };
  for (const path of paths) addPath(root, path);
  return root;
}

/** Adds a path. False if it was there already. */
export function addPath(root: PathTree, path: FieldPath): boolean {
  let tree = root;
  for (const name of path) {
    let next = tree.below.get(name);
    if (next === undefined) {
      next = { below: new Map(), isPath: false };
      tree.below.set(name, next);
    }
    tree = next;
  }
  const isNew = !tree.isPath;
  tree.isPath = true;
  return isNew;
}

/** The part of the tree that a path leads to, undefined if none of its paths goes there. */
export function treeBelow(root: PathTree, path: FieldPath): PathTree | undefined {
  let tree: PathTree | undefined = root;
  for (const name of path) tree = tree?.below.get(name);
  return tree;
}

/** The shortest path of the tree that leads to this one and is not it. */
export function ancestorOf(root: PathTree, path: FieldPath): FieldPath | undefined {
  let tree: PathTree | undefined = root;
  for (const [depth, name] of path.entries()) {
    if (tree?.isPath === true) return path.slice(0, depth);
    tree = tree?.below.get(name);
  }
  return undefined;
}
