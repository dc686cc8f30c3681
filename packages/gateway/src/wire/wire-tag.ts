import { byteLength, isBase64 } from "../text/base64.ts";
import { integerValue, MAX_INT64, MIN_INT64 } from "../values/number.ts";
import { checkReference } from "../paths/path.ts";
import { normalizeTimestamp } from "../values/timestamp.ts";
import type { Value, ValueTag } from "../values/value.ts";

/** The value in its one form, or what is wrong with it. */
export type TagResult = { readonly value: Value } | { readonly problem: string };

/** @see https://firebase.google.com/docs/firestore/vector-search#limitations */
export const MAX_VECTOR_DIMENSIONS = 2048;

/**
 * Of a string or of bytes: 1 MiB less 89 bytes.
 * @see https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
 */
export const MAX_VALUE_BYTES = 1_048_487;
export const VALUE_TOO_LARGE = `must be at most ${String(MAX_VALUE_BYTES)} bytes long`;

const INTEGER = /^-?\d{1,19}$/;
const SPECIAL_NUMBERS: readonly unknown[] = ["NaN", "Infinity", "-Infinity", "-0"];

/** Reads what a caller sent under a tag of a value; `$map`, which holds values itself, excepted. */
export function readTag(tag: string, sent: unknown): TagResult {
  switch (tag as Exclude<ValueTag, "$map">) {
    case "$timestamp":
      return readTimestamp(sent);
    case "$geoPoint":
      return readGeoPoint(sent);
    case "$bytes":
      return readBytes(sent);
    case "$reference":
      return readReference(sent);
    case "$number":
      return readSpecialNumber(sent);
    case "$int64":
      return readInt64(sent);
    case "$vector":
      return readVector(sent);
    default:
      return {
        problem: `${tag} is no tag; write a map with this one name as {"$map": [[name, value]]}`,
      };
  }
}

function readTimestamp(sent: unknown): TagResult {
  const normal = typeof sent === "string" ? normalizeTimestamp(sent) : undefined;
  if (normal !== undefined) return { value: { $timestamp: normal } };
  return {
    problem:
      '$timestamp must hold an RFC 3339 time with its zone, such as "2026-11-22T10:00:00.123456Z", ' +
      "from year 1 to year 9999",
  };
}

function readGeoPoint(sent: unknown): TagResult {
  if (isObject(sent) && Object.keys(sent).length === 2) {
    const { latitude, longitude } = sent;
    if (isWithin(latitude, 90) && isWithin(longitude, 180)) {
      return { value: { $geoPoint: { latitude: latitude + 0, longitude: longitude + 0 } } };
    }
  }
  return {
    problem:
      "$geoPoint must hold {latitude, longitude}: degrees from -90 to 90 and from -180 to 180",
  };
}

function readBytes(sent: unknown): TagResult {
  if (typeof sent !== "string" || !isBase64(sent)) {
    return { problem: "$bytes must hold standard base64 with padding" };
  }
  return byteLength(sent) > MAX_VALUE_BYTES
    ? { problem: VALUE_TOO_LARGE }
    : { value: { $bytes: sent } };
}

function readReference(sent: unknown): TagResult {
  const problem = typeof sent === "string" ? checkReference(sent) : "must be a string";
  return problem === undefined
    ? { value: { $reference: sent as string } }
    : { problem: `$reference must hold the path of a document: ${problem}` };
}

function readSpecialNumber(sent: unknown): TagResult {
  if (!SPECIAL_NUMBERS.includes(sent)) {
    return { problem: '$number must hold "NaN", "Infinity", "-Infinity" or "-0"' };
  }
  return { value: sent === "-0" ? -0 : { $number: sent as string } };
}

function readInt64(sent: unknown): TagResult {
  if (typeof sent === "string" && INTEGER.test(sent)) {
    const integer = BigInt(sent);
    if (integer >= MIN_INT64 && integer <= MAX_INT64)
      return { value: integerValue(String(integer)) };
  }
  return { problem: "$int64 must hold a whole number from -2^63 to 2^63 - 1, as a string" };
}

function readVector(sent: unknown): TagResult {
  if (Array.isArray(sent) && sent.length > 0 && sent.length <= MAX_VECTOR_DIMENSIONS) {
    const elements = sent.map(readElement);
    if (!elements.includes(undefined)) return { value: { $vector: elements as Value[] } };
  }
  return {
    problem: `$vector must hold an array of 1 to ${String(MAX_VECTOR_DIMENSIONS)} numbers, none of them NaN`,
  };
}

function readElement(sent: unknown): Value | undefined {
  if (typeof sent === "number" && Number.isFinite(sent)) return sent;
  if (!isObject(sent) || Object.keys(sent).length !== 1 || sent["$number"] === "NaN")
    return undefined;
  const result = readSpecialNumber(sent["$number"]);
  return "value" in result ? result.value : undefined;
}

function isObject(sent: unknown): sent is Record<string, unknown> {
  return typeof sent === "object" && sent !== null && !Array.isArray(sent);
}

function isWithin(degrees: unknown, limit: number): degrees is number {
  return typeof degrees === "number" && Math.abs(degrees) <= limit;
}
