import { byteLength } from "../text/base64.ts";
import { mapFields, tagOf } from "./map.ts";
import { documentNameBytes } from "../paths/path.ts";
import { utf8Length } from "../text/utf8.ts";
import type { Fields, Value } from "./value.ts";

/** @see https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields */
export const MAX_DOCUMENT_BYTES = 1_048_576;

const OVERHEAD_BYTES = 32;

/**
 * The stored size of a document in bytes.
 *
 * @see https://firebase.google.com/docs/firestore/storage-size
 */
export function documentBytes(path: string, fields: Fields): number {
  return documentNameBytes(path) + OVERHEAD_BYTES + mapBytes(fields);
}

/** The stored size of a value in bytes; a transform counts what it stores at least. */
export function valueBytes(value: Value): number {
  if (typeof value === "string") return utf8Length(value) + 1;
  if (typeof value === "number") return 8;
  if (value === null || typeof value === "boolean") return 1;
  if (Array.isArray(value)) return arrayBytes(value);
  const map = mapFields(value);
  if (map !== undefined) return mapBytes(map);
  const tag = tagOf(value) as string;
  return taggedBytes(tag, (value as Fields)[tag] as Value);
}

function mapBytes(fields: Fields): number {
  let bytes = 0;
  for (const name in fields) {
    bytes += utf8Length(name) + 1 + valueBytes(fields[name] as Value);
  }
  return bytes;
}

function arrayBytes(items: readonly Value[]): number {
  let bytes = 0;
  for (const item of items) bytes += valueBytes(item);
  return bytes;
}

function taggedBytes(tag: string, payload: Value): number {
  switch (tag) {
    case "$bytes":
      return byteLength(payload as string);
    case "$reference":
      return documentNameBytes(payload as string);
    case "$geoPoint":
      return 16;
    case "$vector":
      return 8 * (payload as readonly Value[]).length;
    case "$arrayUnion":
      return arrayBytes(payload as readonly Value[]);
    case "$arrayRemove":
    case "$delete":
      return 0;
    default:
      return 8;
  }
}
