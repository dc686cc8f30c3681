import { GatewayError, invalid } from "../contract/error.ts";

/** Most bytes of a request's body: Firestore's own limit for one request. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Most levels of arrays and objects in a request: 20 of a document, each of which the wire form may wrap three times, and the request's own. */
export const MAX_DEPTH = 100;

const INT64_TYPES = new Set([
  "type.googleapis.com/google.protobuf.Int64Value",
  "type.googleapis.com/google.protobuf.UInt64Value",
]);

/** What the guard needs of an HTTP request. */
export interface IncomingRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly rawBody?: Uint8Array;
}

/**
 * The `data` of a callable request, before Firebase's decoding has seen it, which an `@type`, a
 * deep nesting or a `__proto__` would break. The integers that the Apple and Android clients wrap
 * are unwrapped, in place.
 *
 * @throws GatewayError REQUEST_TOO_LARGE, REQUEST_TOO_DEEP, INVALID_REQUEST
 */
export function guard(request: IncomingRequest): unknown {
  if ((request.rawBody?.length ?? 0) > MAX_BODY_BYTES) {
    throw new GatewayError(
      "REQUEST_TOO_LARGE",
      `The request is larger than ${String(MAX_BODY_BYTES)} bytes; send it in several calls.`,
      { limitBytes: MAX_BODY_BYTES },
    );
  }
  const { body } = request;
  if (request.method !== "POST" || !isJson(request.headers["content-type"]) || !isObject(body)) {
    throw violation("body", "must be a POST of JSON, with the content type application/json");
  }
  for (const key of Object.keys(body)) {
    if (key !== "data") throw violation(key, 'is not known; the body is {"data": …} and nothing else');
  }
  if (body["data"] === undefined) throw violation("data", "is missing");
  unwrap(body);
  return body["data"];
}

function unwrap(body: Record<string, unknown>): void {
  const stack: { readonly parent: Record<string, unknown>; readonly depth: number }[] = [
    { parent: body, depth: 0 },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { parent, depth } = top;
    if (depth > MAX_DEPTH) {
      throw new GatewayError(
        "REQUEST_TOO_DEEP",
        `The request nests deeper than ${String(MAX_DEPTH)} levels; flatten it.`,
        { limit: MAX_DEPTH },
      );
    }
    for (const key of Object.keys(parent)) {
      if (key === "__proto__") throw violation(key, "can't be the name of a field");
      const child = parent[key];
      if (!isObject(child)) continue;
      if (Object.hasOwn(child, "@type")) parent[key] = integerOf(child);
      else stack.push({ parent: child, depth: depth + 1 });
    }
  }
}

function integerOf(wrapped: Record<string, unknown>): unknown {
  const { "@type": type, value, ...rest } = wrapped;
  const isInteger =
    typeof type === "string" &&
    INT64_TYPES.has(type) &&
    Object.keys(rest).length === 0 &&
    typeof value === "string" &&
    /^-?\d{1,20}$/.test(value);
  if (!isInteger) {
    throw violation("@type", 'can\'t be a plain key; write such a map as {"$map": [[name, value], …]}');
  }
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : { $int64: value };
}

function violation(field: string, description: string): GatewayError {
  return invalid("INVALID_REQUEST", [{ field, description }]);
}

function isJson(contentType: string | readonly string[] | undefined): boolean {
  return typeof contentType === "string" && /^application\/json\s*(;|$)/i.test(contentType);
}

/** Arrays too: their keys are their indexes. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
