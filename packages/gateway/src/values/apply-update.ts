import { copyPaths } from "./copy-paths.ts";
import { editFields } from "./edit-fields.ts";
import { mapFields, mapValue, putField, tagOf } from "./map.ts";
import { extreme, increment } from "./number.ts";
import { valueKey } from "./value-key.ts";
import type { Fields, Value } from "./value.ts";
import type { DocumentUpdate, Transform } from "./write.ts";

/**
 * The fields that a document has after an update, as they would be read.
 *
 * @param stored null where there is no document
 * @param time of the write: RFC 3339 in UTC with microseconds
 */
export function applyUpdate(
  stored: Fields | null,
  { fields, mask, transforms = [] }: DocumentUpdate,
  time: string,
): Fields {
  const set = asRead(fields);
  const written = mask === undefined ? set : copyPaths(stored ?? {}, set, mask);
  return editFields(
    written,
    transforms.map(({ field, transform }) => ({
      path: field,
      apply: (before) => transformed(transform, before, time),
    })),
  );
}

/** What a transform makes of the value that is there by then. */
export function transformed(transform: Transform, before: Value | undefined, time: string): Value {
  switch (transform.kind) {
    case "serverTimestamp":
      return { $timestamp: time };
    case "increment":
      return increment(before, transform.by);
    case "minimum":
    case "maximum":
      return extreme(transform.kind, before, transform.operand);
    case "arrayUnion": {
      const array = Array.isArray(before) ? (before as readonly Value[]) : [];
      return [...array, ...missing(array, transform.values.map(valueAsRead))];
    }
    case "arrayRemove": {
      const removed = new Set(transform.values.map(valueKey));
      const array = Array.isArray(before) ? (before as readonly Value[]) : [];
      return array.filter((item) => !removed.has(valueKey(item)));
    }
  }
}

/** The items that the array lacks, each once. */
function missing(array: readonly Value[], items: readonly Value[]): readonly Value[] {
  const seen = new Set(array.map(valueKey));
  return items.filter((item) => {
    const { size } = seen;
    return seen.add(valueKey(item)).size > size;
  });
}

/** The fields as they are read once they are stored: a schema's doubles are numbers again. */
function asRead(fields: Fields): Fields {
  const read: Record<string, Value> = {};
  for (const [name, value] of Object.entries(fields)) putField(read, name, valueAsRead(value));
  return read;
}

function valueAsRead(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(valueAsRead);
  if (tagOf(value) === "$double") return (value as Fields)["$double"] as Value;
  const map = mapFields(value);
  return map === undefined ? value : mapValue(asRead(map));
}
