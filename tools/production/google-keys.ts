/**
 * Loaded into a gateway process before anything else (`node --import`): where Google is asked for the
 * public keys of ID tokens or App Check tokens, or about a token, a server of one's own is.
 */
import type { ClientRequest, IncomingMessage } from "node:http";
import https from "node:https";

const GOOGLE = new Set([
  "www.googleapis.com",
  "firebaseappcheck.googleapis.com",
  "identitytoolkit.googleapis.com",
]);
/** Not imported, which would load what the gateway does without. */
const http = process.getBuiltinModule("node:http");
const { hostname, port } = new URL(process.env["KEY_SERVER_ORIGIN"] ?? "");
const request = https.request.bind(https);

/** The gateway and both of firebase-admin's HTTP clients call it so. */
function requestKeys(
  options: https.RequestOptions,
  onAnswer?: (answer: IncomingMessage) => void,
): ClientRequest {
  if (!GOOGLE.has(options.host ?? options.hostname ?? "")) return request(options, onAnswer);
  const { method = "GET", path, headers } = options;
  return http.request({ method, path, headers, hostname, port }, onAnswer);
}

https.request = requestKeys as typeof https.request;
