import { GatewayError } from "../errors/error.ts";

/** The error for what Firestore has and the gateway does not carry. */
export function unimplemented(message: string): GatewayError {
  return new GatewayError("UNIMPLEMENTED", message);
}
