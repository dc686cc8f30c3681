import type { ToldError } from "../api/listen.ts";
import type { GatewayError } from "../errors/error.ts";

/** An error as the callable protocol tells it. */
export function toldError({ code, reason, message, details }: GatewayError): ToldError {
  const status = code.toUpperCase().replaceAll("-", "_");
  return { status, message, details: { reason, ...details } };
}
