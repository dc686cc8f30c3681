import type { Node } from "oxc-parser";
import type { Frame } from "../value/value.ts";

/** A frame without arguments, for a node that is evaluated as if it were entered. */
export function frameOf(fn: Node, outer: Frame | undefined): Frame {
  return {
    fn,
    args: [],
    thisValues: undefined,
    outer,
    depth: (outer?.depth ?? 0) + 1,
    memo: new Map(),
  };
}
