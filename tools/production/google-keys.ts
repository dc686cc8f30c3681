/**
 * Loaded into a gateway process before anything else (`node --import`): where firebase-admin asks
 * Google for the public keys of ID tokens or App Check tokens, a key server of one's own does.
 */
import http from "node:http";
import https from "node:https";

const GOOGLE = new Set(["www.googleapis.com", "firebaseappcheck.googleapis.com"]);
const { hostname, port } = new URL(process.env["KEY_SERVER_ORIGIN"] ?? "");
const request = https.request.bind(https);

/** Both of firebase-admin's HTTP clients call it so. */
function requestKeys(
  options: https.RequestOptions,
  onAnswer?: (answer: http.IncomingMessage) => void,
): http.ClientRequest {
  return GOOGLE.has(options.host ?? options.hostname ?? "")
    ? http.request({ method: "GET", path: options.path, hostname, port }, onAnswer)
    : request(options, onAnswer);
}

https.request = requestKeys as typeof https.request;
