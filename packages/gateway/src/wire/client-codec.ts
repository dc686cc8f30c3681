import { decodeBase64, encodeBase64 } from "../text/base64.ts";
import { FieldValue, GeoPoint, Reference, Timestamp, Vector } from "./client-value.ts";
import { fieldsOf, mapValue, putField, tagOf } from "../values/map.ts";
import { doubleValue, integerValue } from "../values/number.ts";
import type { Fields, Value } from "../values/value.ts";
import { escapeFields, escapeValue, unescapeDocument } from "./wire-escape.ts";

/**
 * A document's data as a client has it, in the form in which it is sent: Date, {@link Timestamp},
 * Uint8Array, bigint, NaN and the like under their tags. Properties that are undefined are left out.
 *
 * @throws TypeError for what can't be sent: undefined in an array, functions, instances of classes
 * unknown here
 */
export function toWire(data: object): Fields {
  return escapeFields(encodeFields(data));
}

/** {@link toWire} for one value, such as what a filter compares with. */
export function valueToWire(value: unknown): Value {
  return escapeValue(encode(value));
}

/** A document's data as it was sent to a client, without tags. */
export function fromWire(sent: Fields): Record<string, unknown> {
  return decodeFields(Object.entries(unescapeDocument(sent)));
}

/** {@link fromWire} for one value, such as an aggregate. */
export function valueFromWire(sent: Value): unknown {
  if (typeof sent !== "object" || sent === null) return sent;
  if (Array.isArray(sent)) return sent.map(valueFromWire);
  const tag = tagOf(sent);
  if (tag === undefined) return decodeFields(Object.entries(sent));
  return decodeTagged(tag, (sent as Fields)[tag] as Value);
}

function encodeFields(data: object): Fields {
  const present = Object.entries(data).filter(([, value]) => value !== undefined);
  return fieldsOf(present.map(([name, value]) => [name, encodeAt(name, value)] as const));
}

/** @throws UnsendableError that names the place */
function encodeAt(place: string, value: unknown): Value {
  try {
    return encode(value);
  } catch (error) {
    throw error instanceof UnsendableError ? error.below(place) : error;
  }
}

/** A value that Firestore has no type for. */
class UnsendableError extends TypeError {
  readonly #what: string;
  readonly #place: string;

  constructor(what: string, place = "") {
    super(`Can't be sent: ${what}${place === "" ? "" : `, as ${place}`}`);
    this.#what = what;
    this.#place = place;
  }

  /** The same, of a map or an array that holds it. */
  below(place: string): UnsendableError {
    const dot = this.#place === "" || this.#place.startsWith("[") ? "" : ".";
    return new UnsendableError(this.#what, `${place}${dot}${this.#place}`);
  }
}

function encode(value: unknown): Value {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return doubleValue(value);
    case "bigint":
      return integerValue(String(value));
    case "object":
      return value === null ? null : encodeObject(value);
    default:
      throw new UnsendableError(typeof value);
  }
}

function encodeObject(value: object): Value {
  if (Array.isArray(value)) {
    return value.map((item, index) => encodeAt(`[${String(index)}]`, item));
  }
  if (value instanceof Date) return encodeObject(new Timestamp(value.toISOString()));
  if (value instanceof Timestamp) return { $timestamp: value.toString() };
  if (value instanceof Uint8Array) return { $bytes: encodeBase64(value) };
  if (value instanceof Reference) return { $reference: value.path };
  if (value instanceof Vector) return { $vector: value.values.map(doubleValue) };
  if (value instanceof FieldValue) return { [value.tag]: encode(value.content) };
  if (value instanceof GeoPoint) {
    // -0 would be escaped, and the gateway takes none for degrees.
    return { $geoPoint: { latitude: value.latitude + 0, longitude: value.longitude + 0 } };
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return mapValue(encodeFields(value));
  throw new UnsendableError(`an instance of ${value.constructor.name}`);
}

function decodeFields(entries: readonly (readonly [string, Value])[]): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const [name, value] of entries) putField(data, name, valueFromWire(value));
  return data;
}

function decodeTagged(tag: string, content: Value): unknown {
  switch (tag) {
    case "$timestamp":
      return new Timestamp(content as string);
    case "$bytes":
      return decodeBase64(content as string);
    case "$reference":
      return new Reference(content as string);
    case "$vector":
      return new Vector((content as readonly Value[]).map(valueFromWire) as number[]);
    case "$geoPoint": {
      const { latitude, longitude } = content as { latitude: number; longitude: number };
      return new GeoPoint(latitude, longitude);
    }
    case "$number":
      return Number(content);
    case "$int64":
      return BigInt(content as string);
    case "$map":
      return decodeFields(content as readonly [string, Value][]);
    default:
      throw new TypeError(`Not a value: ${tag}`);
  }
}
