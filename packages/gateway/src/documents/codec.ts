import { fieldsOf, mapValue, putField, tagOf } from "../values/map.ts";
import { doubleValue, integerValue, isInteger } from "../values/number.ts";
import { isForeign } from "../paths/path.ts";
import { padTimestamp } from "../values/timestamp.ts";
import type { Fields, Value } from "../values/value.ts";
import type { JsonFields, JsonValue } from "./firestore-json.ts";

/** The name of all documents' root: `projects/{project}/databases/{database}/documents/`. */
export type Root = string;

/**
 * A zero with a sign. Every parser of IEEE doubles rounds this to -0, while the emulator's REST
 * parser drops the sign of a literal "-0".
 */
const NEGATIVE_ZERO = "-1e-400";

/** The fields of a document, in Firestore's REST form. References become names below `root`. */
export function encodeFields(fields: Fields, root: Root): JsonFields {
  const json: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(fields))
    putField(json, name, encodeValue(value, root));
  return json;
}

/**
 * A value in Firestore's REST form. A number that is an integer, and exactly so (up to 2^53), is
 * stored as an integer, as Firebase's JavaScript clients do; any other as a double.
 *
 * @throws TypeError on an unknown tag: values are checked before they come here.
 */
export function encodeValue(value: Value, root: Root): JsonValue {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "number":
      return isInteger(value)
        ? { integerValue: String(value) }
        : { doubleValue: encodeDouble(value) };
    case "boolean":
      return { booleanValue: value };
    default:
      break;
  }
  if (value === null) return { nullValue: null };
  if (Array.isArray(value)) {
    return { arrayValue: { values: value.map((item: Value) => encodeValue(item, root)) } };
  }
  const tag = tagOf(value);
  if (tag === undefined) return { mapValue: { fields: encodeFields(value as Fields, root) } };
  return encodeTagged(tag, (value as Fields)[tag] as Value, root);
}

/**
 * The fields of a document as Firestore's REST API sends them.
 *
 * @throws TypeError where one of them is of a type that this gateway doesn't know
 */
export function decodeFields(json: JsonFields, root: Root): Fields {
  const fields: Record<string, Value> = {};
  for (const name of Object.keys(json)) {
    putField(fields, name, decodeValue(json[name] as JsonValue, root));
  }
  return fields;
}

/**
 * A value as Firestore's REST API sends it. A map with a `__type__` is a map like any other, unless
 * it is a vector: Google's clients read it so, and whatever the type means, nothing of it is lost.
 *
 * @throws TypeError on a type that this gateway doesn't know, and on what is not of its type
 */
export function decodeValue(json: JsonValue, root: Root): Value {
  if ("stringValue" in json) return textOf(json.stringValue);
  if ("integerValue" in json) return decodeInteger(textOf(json.integerValue));
  if ("doubleValue" in json) return decodeDouble(json.doubleValue);
  if ("nullValue" in json) return null;
  if ("booleanValue" in json) return json.booleanValue === true;
  if ("timestampValue" in json) {
    return { $timestamp: padTimestamp(textOf(json.timestampValue, TIMESTAMP)) };
  }
  if ("mapValue" in json) return decodeMap(json.mapValue.fields ?? {}, root);
  if ("arrayValue" in json) {
    return (json.arrayValue.values ?? []).map((item) => decodeValue(item, root));
  }
  if ("referenceValue" in json) {
    const name = textOf(json.referenceValue);
    return { $reference: name.startsWith(root) ? name.slice(root.length) : name };
  }
  if ("bytesValue" in json) return { $bytes: textOf(json.bytesValue) };
  if ("geoPointValue" in json) {
    // A coordinate of 0 is left out. Adding 0 makes -0 the 0 that it equals: JSON has no -0.
    const { latitude = 0, longitude = 0 } = json.geoPointValue;
    return { $geoPoint: { latitude: latitude + 0, longitude: longitude + 0 } };
  }
  throw new TypeError(`Firestore sent a value of an unknown type: ${Object.keys(json).join()}`);
}

const INTEGER = /^-?\d{1,19}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

function textOf(sent: unknown, form?: RegExp): string {
  if (typeof sent === "string" && (form === undefined || form.test(sent))) return sent;
  throw new TypeError("Firestore sent a value in an unknown form");
}

function decodeInteger(digits: string): Value {
  const value = integerValue(digits);
  return typeof value === "number" ? value : integerValue(textOf(digits, INTEGER));
}

function decodeDouble(sent: number | string): Value {
  const double = Number(sent);
  if (Number.isNaN(double) && sent !== "NaN") {
    throw new TypeError("Firestore sent a double in an unknown form");
  }
  return doubleValue(double);
}

function encodeTagged(tag: string, value: Value, root: Root): JsonValue {
  switch (tag) {
    case "$timestamp":
      return { timestampValue: value as string };
    case "$reference": {
      const path = value as string;
      return { referenceValue: isForeign(path) ? path : root + path };
    }
    case "$bytes":
      return { bytesValue: value as string };
    case "$geoPoint":
      return { geoPointValue: value as { latitude: number; longitude: number } };
    case "$number":
      return { doubleValue: value as string };
    case "$int64":
      return { integerValue: value as string };
    case "$double":
      return { doubleValue: encodeDouble(value as number) };
    case "$vector":
      return encodeVector(value as readonly Value[]);
    case "$map":
      return { mapValue: { fields: encodeFields(fieldsOf(value as [string, Value][]), root) } };
    case "$stored":
      return value as unknown as JsonValue;
    default:
      throw new TypeError(`Not a value: ${tag}`);
  }
}

function encodeDouble(value: number): number | string {
  return Object.is(value, -0) ? NEGATIVE_ZERO : value;
}

function encodeVector(elements: readonly Value[]): JsonValue {
  const values = elements.map((element) => ({
    doubleValue: typeof element === "number" ? encodeDouble(element) : specialNumber(element),
  }));
  return {
    mapValue: {
      fields: { __type__: { stringValue: "__vector__" }, value: { arrayValue: { values } } },
    },
  };
}

function specialNumber(value: Value): string {
  return (value as { readonly $number: string }).$number;
}

function decodeMap(fields: JsonFields, root: Root): Value {
  return isVector(fields)
    ? { $vector: decodeValue(fields["value"] as JsonValue, root) }
    : mapValue(decodeFields(fields, root));
}

/** Whether it is a vector in the one form that vectors have; what only looks alike stays a map. */
function isVector(fields: JsonFields): boolean {
  if (!Object.hasOwn(fields, "__type__") || Object.keys(fields).length !== 2) return false;
  const { __type__: type, value } = fields;
  if (type === undefined || !("stringValue" in type) || type.stringValue !== "__vector__") {
    return false;
  }
  if (value === undefined || !("arrayValue" in value)) return false;
  return (value.arrayValue.values ?? []).every((element) => "doubleValue" in element);
}
