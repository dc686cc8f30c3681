/**
 * A Firestore value as it travels: JSON as it is, and one-key maps whose key starts with `$` for
 * what JSON can't say ({@link Tag}). This is also the form in which schemas and policies see it;
 * only the document store turns it into Firestore's own.
 */
export type Value = null | boolean | number | string | readonly Value[] | Fields;

/** The fields of a document or of a map, by name (not by path). */
export interface Fields {
  readonly [name: string]: Value;
}

/** A field path, parsed: the names of the fields from the document down. */
export type FieldPath = readonly string[];

/** The tags of stored values: each is the only key of its map. */
export const VALUE_TAGS = [
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
  "$arrayUnion",
  "$arrayRemove",
  "$delete",
] as const;

export type ValueTag = (typeof VALUE_TAGS)[number];
export type TransformTag = (typeof TRANSFORM_TAGS)[number];
export type Tag = ValueTag | TransformTag;
