import { GatewayError, invalidRequest } from "../errors/error.ts";

/** What the bodies of Firestore's REST API are sent as: Firebase's web SDK says text, to need no preflight. */
const TYPES: ReadonlySet<string> = new Set(["", "application/json", "text/plain"]);

/**
 * Checks what a body says of itself, before it is looked at: JSON in UTF-8.
 *
 * @throws GatewayError INVALID_REQUEST, UNSUPPORTED_ENCODING
 */
export function checkContent(contentType: string | undefined): void {
  const [, type = "", parameters = ""] = /^([^;]*)(.*)$/.exec(contentType ?? "") ?? [];
  if (!TYPES.has(type.trim().toLowerCase())) {
    throw invalidRequest("body", "must be JSON, sent as application/json or as text/plain");
  }
  checkCharset(parameters);
}

/** @throws GatewayError UNSUPPORTED_ENCODING for the parameters of a content type with another charset */
export function checkCharset(parameters: string): void {
  const charset = /;\s*charset\s*=\s*"?([^";]*)/i.exec(parameters)?.[1]?.trim();
  if (charset === undefined || charset.toLowerCase() === "utf-8") return;
  throw new GatewayError("UNSUPPORTED_ENCODING", "JSON is sent in UTF-8, and in no other charset.");
}
