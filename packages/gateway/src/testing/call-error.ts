import type { Usage } from "../api/api.ts";
import { GatewayError } from "../errors/error.ts";

/**
 * What a refused or failed call throws: the error as its caller gets it, and what the call has cost.
 * The `cause` of INTERNAL is what was thrown in the gateway, which no real caller is told.
 */
export class CallError extends GatewayError {
  readonly usage: Usage;

  constructor({ reason, message, details }: GatewayError, usage: Usage, cause?: unknown) {
    super(reason, message, JSON.parse(JSON.stringify(details)) as GatewayError["details"]);
    this.usage = usage;
    if (cause !== undefined) this.cause = cause;
  }
}
