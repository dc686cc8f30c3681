import { mapFields, tagOf } from "./map.ts";
import { exactNumber } from "./number.ts";
import { compareIds } from "../paths/path.ts";
import { compareUtf8 } from "../text/utf8.ts";
import type { GeoPointValue, Fields, Value } from "./value.ts";

/**
 * The place of each type in Firestore's order.
 * @see https://firebase.google.com/docs/firestore/manage-data/data-types
 */
const TYPE_ORDER = {
  null: 0,
  boolean: 1,
  NaN: 2,
  number: 3,
  timestamp: 4,
  string: 5,
  bytes: 6,
  reference: 7,
  geoPoint: 8,
  array: 9,
  vector: 10,
  map: 11,
} as const;

export type Type = keyof typeof TYPE_ORDER;

/** The types whose values rules order too. Firestore's queries order those of every type. */
export const ORDERED_TYPES: ReadonlySet<Type> = new Set(["number", "string", "timestamp", "bytes"]);

/**
 * Firestore's total order of values; 0 where they are equal to Firestore, as the integer 1 and the
 * double 1, or 0 and -0, are.
 */
export function compareValues(a: Value, b: Value): number {
  const type = typeOf(a);
  const order = TYPE_ORDER[type] - TYPE_ORDER[typeOf(b)];
  return order === 0 ? COMPARE[type](a as never, b as never) : order;
}

/** Whether two values are one to Firestore. */
export function areEqual(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

/**
 * Whether a range (`<`, `>=`) can hold between two values: only within a type. Null and NaN are in
 * no range, not even their own.
 */
export function isSameType(a: Value, b: Value): boolean {
  const type = typeOf(a);
  return type === typeOf(b) && type !== "null" && type !== "NaN";
}

/** The type that a value has in Firestore's order. Integers and doubles are both numbers. */
export function typeOf(value: Value): Type {
  if (value === null) return "null";
  const plain = typeof value;
  if (plain !== "object") return plain as "boolean" | "number" | "string";
  if (Array.isArray(value)) return "array";
  const tag = tagOf(value);
  switch (tag) {
    case undefined:
    case "$map":
      return "map";
    case "$number":
      return payload(value, tag) === "NaN" ? "NaN" : "number";
    case "$int64":
    case "$double":
      return "number";
    default:
      return tag.slice(1) as "timestamp" | "bytes" | "reference" | "geoPoint" | "vector";
  }
}

const COMPARE: Readonly<Record<Type, (a: never, b: never) => number>> = {
  null: () => 0,
  NaN: () => 0,
  boolean: (a: boolean, b: boolean) => Number(a) - Number(b),
  number: (a: Value, b: Value) => compareExactly(exactNumber(a), exactNumber(b)),
  string: compareUtf8,
  // Timestamps have one form, and their texts order as they do.
  timestamp: (a: Fields, b: Fields) => compareUtf8(text(a, "$timestamp"), text(b, "$timestamp")),
  bytes: (a: Fields, b: Fields) => compareUtf8(atob(text(a, "$bytes")), atob(text(b, "$bytes"))),
  reference: (a: Fields, b: Fields) => compareLists(segments(a), segments(b), compareIds),
  geoPoint: compareGeoPoints,
  array: (a: readonly Value[], b: readonly Value[]) => compareLists(a, b, compareValues),
  vector: compareVectors,
  map: (a: Value, b: Value) => compareLists(sortedEntries(a), sortedEntries(b), compareEntries),
};

function payload(value: Value, tag: string): Value {
  return (value as Fields)[tag] as Value;
}

function text(value: Value, tag: string): string {
  return payload(value, tag) as string;
}

function compareExactly(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** References order segment by segment; those into other databases stand as their names do. */
function segments(reference: Fields): readonly string[] {
  return text(reference, "$reference").split("/");
}

function compareGeoPoints(a: Value, b: Value): number {
  const left = payload(a, "$geoPoint") as unknown as GeoPointValue["$geoPoint"];
  const right = payload(b, "$geoPoint") as unknown as GeoPointValue["$geoPoint"];
  return left.latitude - right.latitude || left.longitude - right.longitude;
}

/** The shorter vector first, whatever is in it. */
function compareVectors(a: Value, b: Value): number {
  const left = payload(a, "$vector") as readonly Value[];
  const right = payload(b, "$vector") as readonly Value[];
  return left.length - right.length || compareLists(left, right, compareValues);
}

type Entry = readonly [name: string, value: Value];

function sortedEntries(map: Value): Entry[] {
  return Object.entries(mapFields(map) as Fields).sort(([a], [b]) => compareUtf8(a, b));
}

function compareEntries([name, value]: Entry, [otherName, otherValue]: Entry): number {
  return compareUtf8(name, otherName) || compareValues(value, otherValue);
}

/** The first difference decides; what is a part of the other comes first. */
function compareLists<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (left: T, right: T) => number,
): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i] as T, b[i] as T);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
