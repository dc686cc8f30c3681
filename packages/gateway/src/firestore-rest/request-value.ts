import type { Root } from "../documents/codec.ts";
import { checkReference } from "../paths/path.ts";
import { mapValue, putField } from "../values/map.ts";
import { doubleValue, integerValue, MAX_INT64, MIN_INT64 } from "../values/number.ts";
import { normalizeTimestamp } from "../values/timestamp.ts";
import type { Fields, Value } from "../values/value.ts";
import { isObject, readBoolean, readList, readMessage, readText } from "./message.ts";
import { at, invalidAt, type Place } from "./place.ts";

/**
 * The fields of a document or of a map, from Firestore's REST form. Whether Firestore stores them
 * is looked into where all writes are.
 *
 * @throws GatewayError INVALID_REQUEST for what is not of that form
 */
export function toFields(sent: unknown, place: Place, root: Root): Fields {
  if (sent === undefined || sent === null) return {};
  if (!isObject(sent)) throw invalidAt(place, "must be an object");
  const fields: Record<string, Value> = {};
  for (const name of Object.keys(sent)) {
    putField(fields, name, toValue(sent[name], at(place, name), root));
  }
  return fields;
}

/**
 * A value from Firestore's REST form: of exactly one kind, and of that.
 *
 * @throws GatewayError INVALID_REQUEST for what is not of that form
 */
export function toValue(sent: unknown, place: Place, root: Root): Value {
  if (!isObject(sent)) throw invalidAt(place, 'must be a value, such as {"stringValue": "a"}');
  const keys = Object.keys(sent);
  const [key = ""] = keys;
  const read = KINDS.get(key);
  if (read === undefined || keys.length > 1) {
    throw invalidAt(place, `must have exactly one of ${KIND_NAMES.join(", ")}`);
  }
  return read(sent[key], at(place, key), root);
}

/** The elements of an array, each of which may be an array itself, as operands of `IN` are. */
export function toElements(sent: unknown, place: Place, root: Root): readonly Value[] {
  const { values } = readMessage(sent, ["values"], place);
  const listPlace = at(place, "values");
  return readList(values, listPlace).map((item, index) =>
    toValue(item, at(listPlace, index), root),
  );
}

type ReadKind = (sent: unknown, place: Place, root: Root) => Value;

const READERS: Readonly<Record<string, ReadKind>> = {
  nullValue: toNull,
  booleanValue: readBoolean,
  integerValue: toInteger,
  doubleValue: (sent, place) => doubleValue(toDouble(sent, place)),
  timestampValue: (sent, place) => ({ $timestamp: toTimestamp(sent, place) }),
  stringValue: readText,
  bytesValue: (sent, place) => ({ $bytes: toBase64(sent, place) }),
  referenceValue: toReference,
  geoPointValue: toGeoPoint,
  arrayValue: toArray,
  mapValue: toMap,
};

const KIND_NAMES = Object.keys(READERS);
const KINDS: ReadonlyMap<string, ReadKind> = new Map(
  Object.entries(READERS).flatMap(([name, read]) => [
    [name, read],
    [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), read],
  ]),
);

function toNull(sent: unknown, place: Place): Value {
  if (sent === null || sent === "NULL_VALUE" || sent === 0) return null;
  throw invalidAt(place, "must be null");
}

const DIGITS = /^-?\d{1,19}$/;

function toInteger(sent: unknown, place: Place): Value {
  const isWhole = typeof sent === "number" && Number.isInteger(sent);
  if (isWhole || (typeof sent === "string" && DIGITS.test(sent))) {
    const integer = BigInt(sent);
    if (integer >= MIN_INT64 && integer <= MAX_INT64) return integerValue(String(integer));
  }
  throw invalidAt(place, "must be a whole number from -2^63 to 2^63 - 1");
}

const SPECIAL = /^(NaN|-?Infinity)$/;
const NUMERIC = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A double, as a number or in text. @throws GatewayError INVALID_REQUEST */
export function toDouble(sent: unknown, place: Place): number {
  if (typeof sent === "number") return sent;
  if (typeof sent === "string") {
    if (SPECIAL.test(sent)) return Number(sent);
    if (NUMERIC.test(sent) && Number.isFinite(Number(sent))) return Number(sent);
  }
  throw invalidAt(place, 'must be a number, "NaN", "Infinity" or "-Infinity"');
}

/** RFC 3339 in any zone, as UTC with microseconds. @throws GatewayError INVALID_REQUEST */
export function toTimestamp(sent: unknown, place: Place): string {
  const time = typeof sent === "string" ? normalizeTimestamp(sent) : undefined;
  if (time !== undefined) return time;
  throw invalidAt(place, "must be an RFC 3339 time with its zone, from year 1 to year 9999");
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** Either alphabet, padded or not. */
function toBase64(sent: unknown, place: Place): string {
  if (typeof sent === "string" && BASE64.test(sent)) {
    const digits = sent.replace(/=+$/, "");
    if (digits.length % 4 !== 1) return Buffer.from(digits, "base64").toString("base64");
  }
  throw invalidAt(place, "must be base64");
}

function toReference(sent: unknown, place: Place, root: Root): Value {
  const name = readText(sent, place);
  const isNamed = NAME.test(name);
  const reference = name.startsWith(root) ? name.slice(root.length) : name;
  const problem = isNamed ? checkReference(reference) : "it starts with projects/…/documents/";
  if (problem === undefined) return { $reference: reference };
  throw invalidAt(place, `must be the name of a document: ${problem}`);
}

const NAME = /^projects\/[^/]+\/databases\/[^/]+\/documents\//;

function toGeoPoint(sent: unknown, place: Place): Value {
  const { latitude = 0, longitude = 0 } = readMessage(sent, ["latitude", "longitude"], place);
  const geoPoint = {
    latitude: toDouble(latitude, at(place, "latitude")) + 0,
    longitude: toDouble(longitude, at(place, "longitude")) + 0,
  };
  if (Math.abs(geoPoint.latitude) <= 90 && Math.abs(geoPoint.longitude) <= 180) {
    return { $geoPoint: geoPoint };
  }
  throw invalidAt(place, "must be degrees from -90 to 90 and from -180 to 180");
}

function toArray(sent: unknown, place: Place, root: Root): Value {
  const values = toElements(sent, place, root);
  const nested = values.findIndex((value) => Array.isArray(value));
  if (nested === -1) return values;
  throw invalidAt(
    at(at(place, "values"), nested),
    "an array can't hold an array directly: put it into a map",
  );
}

function toMap(sent: unknown, place: Place, root: Root): Value {
  const message = readMessage(sent, ["fields"], place);
  const fields = toFields(message.fields, at(place, "fields"), root);
  return isVector(message.fields) ? { $vector: fields["value"] as Value } : mapValue(fields);
}

/** Whether these are the fields by which Firestore tells a vector: its type and doubles, nothing else. */
function isVector(fields: unknown): boolean {
  if (!isObject(fields) || Object.keys(fields).length !== 2) return false;
  const { __type__: type, value } = fields;
  if (!isObject(type) || (type["stringValue"] ?? type["string_value"]) !== "__vector__") {
    return false;
  }
  const array = isObject(value) ? (value["arrayValue"] ?? value["array_value"]) : undefined;
  const elements = isObject(array) ? array["values"] : undefined;
  if (!Array.isArray(elements)) return false;
  return elements.every(
    (item) => isObject(item) && /^double_?[Vv]alue$/.test(Object.keys(item)[0] ?? ""),
  );
}
