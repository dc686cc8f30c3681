import { fieldsOf, isEntries, tagOf } from "../values/map.ts";
import type { Fields, Value } from "../values/value.ts";

/**
 * Names that break the callable protocol as Firebase implements it: `@type` marks a wrapped number
 * to both sides, and its client asks every object for its `hasOwnProperty`.
 */
const UNSAFE_NAMES: ReadonlySet<string> = new Set(["@type", "hasOwnProperty", "__proto__"]);

/**
 * The fields of a document as they are sent to a caller: the same, but for what JSON or the
 * callable protocol would lose, the number -0 and maps with a name such as `@type`.
 * {@link readFields} reads them back.
 */
export function escapeFields(fields: Fields): Fields {
  return escapeMap(fields) as Fields;
}

/**
 * The fields of a document that was sent, undoing {@link escapeFields} at its top: entries are no
 * document otherwise, since no array holds arrays.
 */
export function unescapeDocument(sent: Fields): Fields {
  if (tagOf(sent) !== "$map") return sent;
  const { $map: escaped } = sent;
  return isEntries(escaped) && escaped.length > 0 ? (fieldsOf(escaped) as Fields) : sent;
}

/** {@link escapeFields} for one value. */
export function escapeValue(value: Value): Value {
  if (typeof value === "number") return Object.is(value, -0) ? { $number: "-0" } : value;
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? escapeArray(value) : escapeMap(value as Fields);
}

function escapeArray(items: readonly Value[]): readonly Value[] {
  let escaped: Value[] | undefined;
  for (const [index, item] of items.entries()) {
    const value = escapeValue(item);
    if (value !== item) (escaped ??= [...items])[index] = value;
  }
  return escaped ?? items;
}

/** Copies only what changes: hardly any document has any of it. */
function escapeMap(fields: Fields): Value {
  let escaped: Record<string, Value> | undefined;
  let isUnsafe = false;
  for (const name of Object.keys(fields)) {
    isUnsafe ||= UNSAFE_NAMES.has(name);
    const value = escapeValue(fields[name] as Value);
    if (value !== fields[name]) (escaped ??= { ...fields })[name] = value;
  }
  return isUnsafe ? { $map: Object.entries(escaped ?? fields) } : (escaped ?? fields);
}
