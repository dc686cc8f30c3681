import type { Caller } from "../caller/caller.ts";
import type { Gateway } from "../gateway.ts";
import type { Call } from "./call.ts";

/** What every step of a call works with. `Asked` is its request, whichever protocol it came by. */
export interface CallContext<Asked = unknown> {
  readonly request: Asked;
  readonly caller: Caller;
  readonly call: Call;
  readonly gateway: Gateway;
}
