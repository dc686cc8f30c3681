import type { Caller } from "../caller/caller.ts";
import { isPrefix, pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import { holds } from "../policy/holds.ts";
import type { CollectionMatch } from "../collection/registry.ts";
import { resolve } from "../policy/resolve.ts";

/** What a caller may not do with fields of a document that it may read or write otherwise. */
export interface FieldRights {
  /** Fields that the caller may not read. */
  readonly hidden: readonly FieldPath[];
  /** Fields that the caller may not write. */
  readonly readOnly: readonly FieldPath[];
}

/** The caller's rights on the fields of a collection's documents; the same for all of them. */
export function fieldRights(matches: readonly CollectionMatch[], caller: Caller): FieldRights {
  const hidden: FieldPath[] = [];
  const readOnly: FieldPath[] = [];
  for (const match of matches) {
    for (const { field, read, write } of match.definition.fields) {
      if (!holds(resolve(read, caller, match), null)) hidden.push(field);
      if (!holds(resolve(write, caller, match), null)) readOnly.push(field);
    }
  }
  return { hidden, readOnly };
}

/**
 * The first of the paths that the caller may not name in a query or ask for: a hidden field, what
 * holds it or what lies below it. Filters and orders would tell what is in it.
 */
export function findHidden(
  { hidden }: FieldRights,
  mentioned: readonly FieldPath[],
): FieldPath | undefined {
  return mentioned.find((path) => hidden.some((field) => pathsOverlap(field, path)));
}

/**
 * The first of the paths that the caller may not write: a field that is not the caller's to write,
 * what lies below it, or a map around a field that the caller may not write or not see, which
 * would be lost. The empty path is the whole document.
 */
export function findReadOnly(
  { hidden, readOnly }: FieldRights,
  touched: readonly FieldPath[],
): FieldPath | undefined {
  return touched.find(
    (path) =>
      readOnly.some((field) => pathsOverlap(field, path)) ||
      hidden.some((field) => isPrefix(path, field) && path.length < field.length),
  );
}
