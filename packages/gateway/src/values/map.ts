import type { Fields, Value } from "./value.ts";

/**
 * The tag of a value that is not plain JSON: the only key of a map, if it starts with `$`.
 * A document's own fields are never tagged; don't ask.
 */
export function tagOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  let tag: string | undefined;
  for (const name in value as Fields) {
    if (tag !== undefined || name.charCodeAt(0) !== DOLLAR) return undefined;
    tag = name;
  }
  return tag;
}

/** The fields of a value that is a map, escaped or not; undefined for every other value. */
export function mapFields(value: Value): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const tag = tagOf(value);
  if (tag === undefined) return value as Fields;
  if (tag !== "$map") return undefined;
  return fieldsOf((value as Fields)["$map"] as readonly (readonly [string, Value])[]);
}

/**
 * The value that is a map of these fields: escaped if it would look tagged, by a tag of ours or by
 * Firestore's own, `__type__`. Entries are in the order of their names, which says nothing.
 */
export function mapValue(fields: Fields): Value {
  const isPlain = tagOf(fields) === undefined && !Object.hasOwn(fields, TYPE_NAME);
  if (isPlain) return fields;
  return { $map: Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** The field by which Firestore tells what is stored as a map and is none, such as a vector. */
export const TYPE_NAME = "__type__";

/** Whether these are the entries of an escaped map: pairs of a name and a value, no name twice. */
export function isEntries(sent: unknown): sent is readonly (readonly [string, unknown])[] {
  if (!Array.isArray(sent)) return false;
  const names = new Set<string>();
  for (const entry of sent as unknown[]) {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== "string") return false;
    names.add(entry[0]);
  }
  return names.size === sent.length;
}

/** The fields with these names and values; a later one wins over an earlier one of its name. */
export function fieldsOf<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  const fields: Record<string, T> = {};
  for (const [name, value] of entries) putField(fields, name, value);
  return fields;
}

/** The fields of a map as they were sent. */
export type SentFields = Readonly<Record<string, unknown>>;

/**
 * The same map with each value as the function makes it, without those that become undefined: the
 * map itself where all stay as they are.
 */
export function mapEach(
  map: SentFields,
  change: (value: unknown, name: string) => unknown,
): SentFields {
  let copy: Record<string, unknown> | undefined;
  for (const name in map) {
    const before = map[name];
    const value = change(before, name);
    if (value === before) continue;
    copy ??= { ...map };
    if (value === undefined) delete copy[name];
    else putField(copy, name, value);
  }
  return copy ?? map;
}

/** Sets a field of whatever name: `__proto__` too stays a name, and never becomes a prototype. */
export function putField<T>(fields: Record<string, T>, name: string, value: T): void {
  if (name === "__proto__") {
    Object.defineProperty(fields, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    fields[name] = value;
  }
}

/** The field of that very name, if there is one; never something inherited. */
export function getField(fields: Fields, name: string): Value | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

const DOLLAR = 36;
