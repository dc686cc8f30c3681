import type { IncomingMessage } from "node:http";
import { invalidRequest } from "../errors/error.ts";
import { checkCharset } from "./check-content.ts";

/**
 * Checks what a callable's request must be before its body is looked at: a POST of JSON.
 *
 * @throws GatewayError INVALID_REQUEST, UNSUPPORTED_ENCODING
 */
export function checkProtocol({ method, headers }: Pick<IncomingMessage, "method" | "headers">) {
  const contentType = headers["content-type"] ?? "";
  const [, type = "", parameters = ""] = /^([^;]*)(.*)$/.exec(contentType) ?? [];
  if (method !== "POST" || type.trim().toLowerCase() !== "application/json") {
    throw invalidRequest("body", "must be a POST of JSON, with the content type application/json");
  }
  checkCharset(parameters);
}
