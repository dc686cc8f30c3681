import type { Node } from "oxc-parser";
import type { Frame } from "../value/value.ts";
import type { FrameRequest } from "./frames.ts";

/** What enters a node that no call is known of: its `this` and its parameters stay open. */
export function openFrame(fn: Node, outer: Frame | undefined): FrameRequest {
  return { fn, args: undefined, thisValues: undefined, outer };
}
