/**
 * A Firestore value: JSON as it is, and one-key maps whose key starts with `$` for what JSON can't
 * say ({@link ValueTag}, {@link TransformTag}). Schemas and policies see it so; only the document
 * store turns it into Firestore's own, and two rarities that the callable protocol would lose are
 * escaped at the door (wire.ts): the number -0, and maps with a name such as `@type`.
 *
 * A value has one form only: no `$int64` that a number can hold, no `$map` that need not be: a map
 * is escaped if it would look tagged, or is tagged by Firestore's own `__type__`.
 *
 * Two tags more are never taken from a caller nor given to one. Schemas make `{"$double": 5}`, which
 * is stored as a double, where the number 5 is stored as an integer. And where a page ends with a
 * value that can't be read, its cursor holds `{"$stored": …}`, the value in Firestore's REST form.
 */
export type Value = null | boolean | number | string | readonly Value[] | Fields;

/** The fields of a document or of a map, by name (not by path). */
export interface Fields {
  readonly [name: string]: Value;
}

/** RFC 3339, UTC, with microseconds. */
export interface TimestampValue {
  readonly $timestamp: string;
}

/** Degrees. */
export interface GeoPointValue {
  readonly $geoPoint: { readonly latitude: number; readonly longitude: number };
}

/** Standard base64 with padding. */
export interface BytesValue {
  readonly $bytes: string;
}

/** A document's path; the full name of one in another database. */
export interface ReferenceValue {
  readonly $reference: string;
}

export interface VectorValue {
  readonly $vector: readonly (number | SpecialNumber)[];
}

/** An integer that a number can't hold, in decimal digits. */
export interface Int64 {
  readonly $int64: string;
}

export interface SpecialNumber {
  readonly $number: "NaN" | "Infinity" | "-Infinity";
}

/** The tags of stored values: each is the only key of its map. */
const VALUE_TAGS = [
  "$timestamp",
  "$geoPoint",
  "$bytes",
  "$reference",
  "$number",
  "$int64",
  "$vector",
  "$map",
] as const;

/** The tags that only a write may hold, and that Firestore resolves when it commits. */
export const TRANSFORM_TAGS = [
  "$serverTimestamp",
  "$increment",
  "$minimum",
  "$maximum",
  "$arrayUnion",
  "$arrayRemove",
  "$delete",
] as const;

export type ValueTag = (typeof VALUE_TAGS)[number];
export type TransformTag = (typeof TRANSFORM_TAGS)[number];
