import type { Node } from "oxc-parser";
import type { CallFrame } from "../value/possible-value.ts";
import type { FrameRequest } from "./create-frames.ts";

/** What enters a node that no call is known of: its `this` and its parameters stay open. */
export function openFrame(fn: Node, outer: CallFrame | undefined): FrameRequest {
  return { fn, args: undefined, thisValues: undefined, outer };
}
