import fc from "fast-check";
import { gzipSync } from "node:zlib";
import {
  appCheckClaims,
  forge,
  idTokenClaims,
  sign,
} from "../../../tools/production/token-issuer.ts";

/** Settings of an instance that the protocol depends on. */
export const SETTINGS = {
  "every origin": { CORS_ORIGINS: "*" },
  "one origin": { CORS_ORIGINS: "https://a.example" },
  "two origins": { CORS_ORIGINS: "https://a.example,https://b.example" },
  "no origin": { CORS_ORIGINS: "" },
  "App Check": { ENFORCE_APP_CHECK: "true" },
} as const;

/** The data of requests that the callable itself answers. */
export const DATA = {
  found: { path: "values/protocol" },
  missing: { path: "values/protocol-none" },
  forbidden: { path: "nowhere/x" },
  wrong: { path: 1 },
  text: "values/protocol",
  none: null,
} as const;

const ofData = Object.fromEntries(
  Object.entries(DATA).map(([name, data]) => [name, JSON.stringify({ data })]),
) as Record<keyof typeof DATA, string>;

const BODIES = {
  ...ofData,
  "with spaces": `  ${ofData.found}\n`,
  "with a byte order mark": `\ufeff${ofData.found}`,
  "no data": "{}",
  "more than data": '{"data":{"path":"values/protocol"},"auth":{"uid":"root"}}',
  "a list": "[1]",
  "a list of requests": `[${ofData.found}]`,
  "a text": '"values/protocol"',
  nothing: "",
  malformed: '{"data":{"path":',
  "two of them": `${ofData.found}${ofData.found}`,
  "another @type": '{"data":{"path":{"@type":"x"}}}',
  "an integer of 64 bits":
    '{"data":{"path":{"@type":"type.googleapis.com/google.protobuf.Int64Value","value":"1"}}}',
  "an inexact integer": '{"data":{"path":9007199254740993}}',
  "a __proto__": '{"data":{"__proto__":{"path":"values/protocol"}}}',
  "5,000 levels": `{"data":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
  gzip: gzipSync(ofData.found),
  "no UTF-8": Buffer.from('{"data":"\u00ff"}', "latin1"),
} as const;

const ORDINARY = {
  method: "POST",
  type: "application/json",
  origin: undefined,
  accept: undefined,
  authorization: undefined,
  appCheck: undefined,
  body: "found",
  setting: "every origin",
} as const;

function choices(project: string) {
  const claims = idTokenClaims(project, { sub: "protocol" });
  const expired = { ...claims, exp: Math.floor(Date.now() / 1000) - 1 };
  const app = appCheckClaims(project, "1:1:web:app");
  return {
    method: ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"],
    type: [
      "application/json; charset=utf-8",
      'application/json;charset="UTF-8"',
      "Application/JSON",
      " application/json ;x=y",
      "application/json; charset=utf-16",
      "application/json; charset=x",
      "application/jsonp",
      "application/json, text/plain",
      "application/problem+json",
      "application/cloudevents+json",
      "application/x-www-form-urlencoded",
      "text/plain",
      "",
    ],
    origin: ["https://a.example", "https://b.example", "https://evil.example", "null"],
    accept: ["text/event-stream", "application/json", "text/event-stream, */*"],
    authorization: [
      "",
      `Bearer ${sign(claims)}`,
      `bearer ${sign(claims)}`,
      `Bearer  ${sign(claims)}`,
      `Bearer ${forge(claims)}`,
      `Bearer ${sign(expired)}`,
      "Bearer x",
      "Bearer ",
      "Basic YWRhOng=",
    ],
    appCheck: ["", sign(app), forge(app), "x"],
    body: Object.keys(BODIES),
    setting: Object.keys(SETTINGS),
  };
}

/** A request, by the names of what it is made of. */
export type ProtocolRequest = Readonly<Record<keyof typeof ORDINARY, string | undefined>>;

/**
 * Each thing that a request may be for itself, and hundreds of requests with several of them.
 *
 * @param project whose tokens they carry
 */
export function protocolRequests(project: string): readonly ProtocolRequest[] {
  const others = Object.entries(choices(project));
  const single = others.flatMap(([part, values]) =>
    values.map((value) => ({ ...ORDINARY, [part]: value })),
  );
  const any = fc.record(
    Object.fromEntries(
      others.map(([part, values]) => [
        part,
        fc.oneof(
          { weight: 3, arbitrary: fc.constant(ORDINARY[part as keyof typeof ORDINARY]) },
          { weight: 2, arbitrary: fc.constantFrom(...values) },
        ),
      ]),
    ),
  ) as fc.Arbitrary<ProtocolRequest>;
  return [ORDINARY, ...single, ...fc.sample(any, { seed: 20_261_126, numRuns: 400 })];
}

/** What is sent. */
export function sentOf(request: ProtocolRequest) {
  const { method = "POST", type, origin, accept, authorization, appCheck, body = "" } = request;
  const headers = Object.entries({
    "content-type": type,
    origin,
    accept,
    authorization,
    "x-firebase-appcheck": appCheck,
    ...(body === "gzip" && { "content-encoding": "gzip" }),
    ...(method === "OPTIONS" && {
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type",
    }),
  }).filter((header): header is [string, string] => header[1] !== undefined);
  const content = Buffer.from(BODIES[body as keyof typeof BODIES] as string);
  const hasBody = !["GET", "HEAD", "OPTIONS"].includes(method);
  return {
    method,
    headers: Object.fromEntries([
      ...headers,
      ...(hasBody ? [["content-length", String(content.length)]] : []),
    ]) as Record<string, string>,
    body: hasBody ? content : undefined,
  };
}
