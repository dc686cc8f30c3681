import { toFault } from "../call/fault.ts";
import { GatewayError } from "../errors/error.ts";
import type { WatchEnd } from "../listen/target-watch.ts";
import { overloaded } from "./target-hub.ts";

/** The error that a target of a stream ends with, when what it watches has ended. */
export function watchEnded(end: WatchEnd): GatewayError {
  switch (end.reason) {
    case "overloaded":
      return overloaded(end);
    case "too-large":
      return new GatewayError(
        "ANSWER_TOO_LARGE",
        `The documents take more than the ${String(end.maxBytes)} bytes of memory that a watched query may. Ask with a limit, or a smaller one.`,
        { limitBytes: end.maxBytes },
      );
    case "refused":
      return toFault(end.error).error;
  }
}
