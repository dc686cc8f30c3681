import type { GatewayError } from "../errors/error.ts";
import type { AnyGrant } from "./authorize.ts";

/** What a call is allowed to do: in order, one for each thing that the request asks. */
export type Plan = readonly (AnyGrant | GatewayError)[];
