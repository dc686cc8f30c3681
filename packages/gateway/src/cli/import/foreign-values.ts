import { normalizeTimestamp } from "../../values/timestamp.ts";
import { exactNumber } from "./exact-number.ts";

/** Whose JSON a file is: how it writes what JSON has no word for. */
export const ORIGINS = ["firestore", "mongodb", "plain"] as const;
export type ForeignOrigin = (typeof ORIGINS)[number];

/** What an object stands for; or why it can't be told. The problem goes on from its place. */
export type ForeignReading = { readonly value: unknown } | { readonly problem: string };

type ForeignFields = Readonly<Record<string, unknown>>;
type ForeignReader = (fields: ForeignFields) => unknown;

/** Stands for the value of an object that looks like a value and is none. */
const UNREADABLE = Symbol("unreadable");

/** By the names of an object, in order: how exports of Firestore, and its SDKs, write values. */
const FIRESTORE: Readonly<Record<string, ForeignReader>> = {
  "_nanoseconds,_seconds": ({ _seconds, _nanoseconds }) => timestamp(_seconds, _nanoseconds),
  "nanoseconds,seconds": ({ seconds, nanoseconds }) => timestamp(seconds, nanoseconds),
  "nanoseconds,seconds,type": ({ seconds, nanoseconds }) => timestamp(seconds, nanoseconds),
  "_latitude,_longitude": ({ _latitude, _longitude }) => geoPoint(_latitude, _longitude),
  "__datatype__,value": ({ __datatype__: type, value }) => typed(type, value),
};

/** The same of MongoDB's Extended JSON. */
const MONGODB: Readonly<Record<string, ForeignReader>> = {
  $oid: ({ $oid }) => text($oid),
  $uuid: ({ $uuid }) => text($uuid),
  $symbol: ({ $symbol }) => text($symbol),
  $numberInt: ({ $numberInt }) => number($numberInt),
  $numberLong: ({ $numberLong }) => number($numberLong),
  $numberDouble: ({ $numberDouble }) => double($numberDouble),
  $date: ({ $date }) => date($date),
  $binary: ({ $binary }) => binary($binary),
  $numberDecimal: () => UNREADABLE,
  $regularExpression: () => UNREADABLE,
  $minKey: () => UNREADABLE,
  $maxKey: () => UNREADABLE,
  $code: () => UNREADABLE,
  $dbPointer: () => UNREADABLE,
  "$id,$ref": () => UNREADABLE,
};

/** No such object has more names. */
const MAX_NAMES = 3;

const NAMES = { firestore: "a value of a Firestore export", mongodb: "MongoDB's Extended JSON" };

/**
 * What an object of a JSON file stands for that other programs write for a value; undefined where it
 * is an object like any other. Where nobody has said whose JSON it is, such a one is a problem.
 */
export function readForeign(
  object: object,
  origin: ForeignOrigin | undefined,
): ForeignReading | undefined {
  if (origin === "plain") return undefined;
  const names = Object.keys(object);
  if (names.length > MAX_NAMES || names.length === 0) return undefined;
  const key = names.toSorted().join();
  for (const [kind, readers] of [
    ["firestore", FIRESTORE],
    ["mongodb", MONGODB],
  ] as const) {
    const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (read === undefined || (origin !== undefined && origin !== kind)) continue;
    const what = `{${names.join(", ")}} is ${NAMES[kind]}`;
    if (origin === undefined) {
      return {
        problem: `${what}: --from ${kind} reads such values, --from plain stores them as maps`,
      };
    }
    const value = read(object as ForeignFields);
    return value === UNREADABLE
      ? { problem: `${what} that Firestore has no value for` }
      : { value };
  }
  return undefined;
}

function text(value: unknown): unknown {
  return typeof value === "string" ? value : UNREADABLE;
}

function number(value: unknown): unknown {
  return typeof value === "string" && /^-?\d+$/.test(value) ? exactNumber(value) : UNREADABLE;
}

function double(value: unknown): unknown {
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return { $number: value };
  if (typeof value !== "string" || value.trim() === "" || Number.isNaN(Number(value)))
    return UNREADABLE;
  return Number(value);
}

function timestamp(seconds: unknown, nanoseconds: unknown): unknown {
  if (!Number.isSafeInteger(seconds) || !Number.isSafeInteger(nanoseconds)) return UNREADABLE;
  const ms = Number(seconds) * 1000;
  const fraction = String(nanoseconds).padStart(9, "0");
  if (Math.abs(ms) > 8.64e15 || !/^\d{9}$/.test(fraction)) return UNREADABLE;
  const $timestamp = normalizeTimestamp(`${new Date(ms).toISOString().slice(0, 19)}.${fraction}Z`);
  return $timestamp === undefined ? UNREADABLE : { $timestamp };
}

function date(value: unknown): unknown {
  if (typeof value === "string") {
    const $timestamp = normalizeTimestamp(value.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
    return $timestamp === undefined ? UNREADABLE : { $timestamp };
  }
  const long = (value as { readonly $numberLong?: unknown } | null)?.$numberLong;
  const ms = Number(typeof long === "string" ? long : value);
  if (!Number.isSafeInteger(ms)) return UNREADABLE;
  return timestamp(Math.floor(ms / 1000), (((ms % 1000) + 1000) % 1000) * 1_000_000);
}

function geoPoint(latitude: unknown, longitude: unknown): unknown {
  const isPair = typeof latitude === "number" && typeof longitude === "number";
  return isPair ? { $geoPoint: { latitude, longitude } } : UNREADABLE;
}

function binary(value: unknown): unknown {
  const base64 = (value as { readonly base64?: unknown } | null)?.base64;
  return typeof base64 === "string" ? { $bytes: base64 } : UNREADABLE;
}

/** node-firestore-import-export's. */
function typed(type: unknown, value: unknown): unknown {
  const fields = (value ?? {}) as ForeignFields;
  switch (type) {
    case "timestamp":
      return timestamp(fields["_seconds"], fields["_nanoseconds"]);
    case "geopoint":
      return geoPoint(fields["_latitude"], fields["_longitude"]);
    case "documentReference":
      return typeof value === "string" ? { $reference: value } : UNREADABLE;
    default:
      return UNREADABLE;
  }
}
