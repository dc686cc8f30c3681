import { GatewayError, invalidRequest } from "../errors/error.ts";
import { shorten } from "../text/shorten.ts";

/**
 * Most levels of arrays and objects in a request: 20 of a document, each of which the wire form may
 * wrap three times, and the request's own.
 */
export const MAX_DEPTH = 100;

const INT64_TYPES = new Set([
  "type.googleapis.com/google.protobuf.Int64Value",
  "type.googleapis.com/google.protobuf.UInt64Value",
]);

/**
 * The `data` of a callable's request, whose body was parsed just now: a map with that and nothing
 * else. The integers that the Apple and Android clients wrap are unwrapped, in place.
 *
 * @throws GatewayError REQUEST_TOO_DEEP, INVALID_REQUEST
 */
export function guard(body: unknown): unknown {
  if (!isObject(body)) throw invalidRequest("body", "must be a map");
  for (const key of Object.keys(body)) {
    if (key === "data") continue;
    throw invalidRequest(shorten(key), 'is not known; the body is {"data": …} and nothing else');
  }
  if (body["data"] === undefined) throw invalidRequest("data", "is missing");
  unwrap(body);
  return body["data"];
}

/** Where the walk stands in one array or object. */
interface Frame {
  readonly parent: Record<PropertyKey, unknown>;
  /** Of an object; an array's are its indexes. */
  readonly keys: readonly string[] | undefined;
  readonly length: number;
  next: number;
}

/** In depth, with one frame a level: whatever the request's shape, the walk takes little memory. */
function unwrap(body: Record<string, unknown>): void {
  const frames = [frameOf(body)];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const child = unwrapUpToChild(frame);
    if (child === undefined) {
      frames.pop();
    } else if (frames.length > MAX_DEPTH) {
      throw tooDeep();
    } else {
      frames.push(frameOf(child));
    }
  }
}

export function tooDeep(): GatewayError {
  return new GatewayError(
    "REQUEST_TOO_DEEP",
    `The request nests deeper than ${String(MAX_DEPTH)} levels; flatten it.`,
    { limitLevels: MAX_DEPTH },
  );
}

/** The next array or object to step into, with all before it unwrapped; none at the end. */
function unwrapUpToChild(frame: Frame): object | undefined {
  const { parent, keys, length } = frame;
  while (frame.next < length) {
    const key = keys === undefined ? frame.next : (keys[frame.next] as string);
    frame.next += 1;
    if (key === "__proto__") throw invalidRequest(key, "can't be the name of a field");
    const child = parent[key];
    if (typeof child !== "object" || child === null) continue;
    if (!isObject(child) || !Object.hasOwn(child, "@type")) return child;
    parent[key] = integerOf(child);
  }
  return undefined;
}

function frameOf(parent: object): Frame {
  const keys = Array.isArray(parent) ? undefined : Object.keys(parent);
  const length = keys?.length ?? (parent as unknown[]).length;
  return { parent: parent as Record<PropertyKey, unknown>, keys, length, next: 0 };
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
    throw invalidRequest(
      "@type",
      'can\'t be a plain key; write such a map as {"$map": [[name, value], …]}',
    );
  }
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : { $int64: value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
