import { mapValue, putField } from "../values/map.ts";
import type { FieldPath } from "../paths/field-path.ts";
import type { Fields, Value } from "../values/value.ts";
import { decodeFields, decodeValue, type Root } from "./codec.ts";
import type { JsonFields, JsonValue } from "./firestore-json.ts";
import type { UnreadableField } from "./store.ts";

/** The fields of a document, decoded as far as possible. */
export interface ReadableFields {
  /** The fields without those that are unreadable. */
  readonly data: Fields;
  readonly unreadable: readonly UnreadableField[];
}

/**
 * The fields of a document as Firestore's REST API sends them, each for itself: a value that can't
 * be decoded, of a type that Firestore adds one day, takes along only the array that it is in.
 */
export function readableFields(json: JsonFields, root: Root): ReadableFields {
  try {
    return { data: decodeFields(json, root), unreadable: [] };
  } catch {
    const unreadable: UnreadableField[] = [];
    return { data: readMap(json, [], { root, unreadable }), unreadable };
  }
}

interface DecodeContext {
  readonly root: Root;
  readonly unreadable: UnreadableField[];
}

function readMap(json: JsonFields, at: FieldPath, reading: DecodeContext): Fields {
  const data: Record<string, Value> = {};
  for (const name of Object.keys(json)) {
    const value = readValue(json[name] as JsonValue, [...at, name], reading);
    if (value !== undefined) putField(data, name, value);
  }
  return data;
}

function readValue(json: JsonValue, at: FieldPath, reading: DecodeContext): Value | undefined {
  try {
    return decodeValue(json, reading.root);
  } catch {
    const map = fieldsIn(json);
    if (map !== undefined) return mapValue(readMap(map, at, reading));
    reading.unreadable.push({ field: at, stored: json });
    return undefined;
  }
}

function fieldsIn(json: unknown): JsonFields | undefined {
  if (!isObject(json) || !isObject(json["mapValue"])) return undefined;
  const { fields } = json["mapValue"];
  return isObject(fields) ? (fields as JsonFields) : undefined;
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
