import type { FieldViolation } from "../errors/error.ts";
import { isPrefix, type FieldPath } from "../paths/field-path.ts";
import { mapFields, tagOf } from "./map.ts";
import type { Fields, Value } from "./value.ts";

/** @see https://firebase.google.com/docs/firestore/quotas#indexes */
export const MAX_INDEX_ENTRIES = 40_000;

/** What is wrong with the number of a document's index entries, if anything: at most one violation. */
export function checkIndexEntries(
  fields: Fields,
  unindexed: readonly FieldPath[],
): readonly FieldViolation[] {
  return countMap(fields, { unindexed, path: [] }) > MAX_INDEX_ENTRIES
    ? [TOO_MANY_INDEX_ENTRIES]
    : [];
}

export const TOO_MANY_INDEX_ENTRIES: FieldViolation = {
  field: "",
  description:
    `indexes would hold more than ${String(MAX_INDEX_ENTRIES)} entries for the document: ` +
    "shorten its arrays, or declare large fields unindexed",
};

interface IndexWalk {
  /** Fields without automatic indexes, with all below them. */
  readonly unindexed: readonly FieldPath[];
  readonly path: string[];
}

/**
 * How many entries Firestore's automatic single-field indexes hold for a document: two (ascending
 * and descending) for each field that is neither array nor map, in maps too, and one for each
 * element of an array. Composite indexes add theirs; only Firestore can count them.
 *
 * @see https://firebase.google.com/docs/firestore/query-data/index-overview#automatic_indexing
 */
function countMap(fields: Fields, walk: IndexWalk): number {
  let entries = 0;
  for (const name of Object.keys(fields)) {
    walk.path.push(name);
    if (!walk.unindexed.some((path) => isPrefix(path, walk.path))) {
      entries += countValue(fields[name] as Value, walk);
    }
    walk.path.pop();
  }
  return entries;
}

function countValue(value: Value, walk: IndexWalk): number {
  if (Array.isArray(value)) return value.length;
  const map = mapFields(value);
  if (map !== undefined) return countMap(map, walk);
  return tagOf(value) === "$vector" ? 0 : 2;
}
