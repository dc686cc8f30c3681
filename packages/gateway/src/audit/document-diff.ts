import type { FieldPath } from "../paths/field-path.ts";
import { editFields } from "../values/edit-fields.ts";
import { mapFields, mapValue } from "../values/map.ts";
import { valueAt } from "../values/select.ts";
import type { Fields, Value } from "../values/value.ts";
import { changedFields } from "./changed-fields.ts";

/** What a write changed in a document. */
export interface DocumentDiff {
  /** What the document was; null where there was none. */
  readonly before: Fields | null;
  /** Whether it leaves a document. */
  readonly exists: boolean;
  /** Each field that differs, with its value after; undefined where it is gone. */
  readonly fields: readonly (readonly [FieldPath, Value | undefined])[];
}

export function changeBetween(before: Fields | null, after: Fields | null): DocumentDiff {
  return {
    before,
    exists: after !== null,
    fields: changedFields(before, after).map((path) => [path, valueAt(after ?? {}, path)]),
  };
}

/** The document that a change leaves of what was there; null for none. */
export function changed(before: Fields | null, { exists, fields }: DocumentDiff): Fields | null {
  if (!exists) return null;
  return editFields(
    before ?? {},
    fields.map(([path, value]) => ({ path, apply: () => value })),
  );
}

/** As JSON: what is in it is the value that a map has, so that no document looks like a tag. */
interface StoredChange {
  readonly before: Value | null;
  readonly exists: boolean;
  readonly fields: readonly (readonly [FieldPath, Value] | readonly [FieldPath])[];
}

/** The text that a change is stored as. */
export function formatChange({ before, exists, fields }: DocumentDiff): string {
  const stored: StoredChange = {
    before: before && mapValue(before),
    exists,
    fields: fields.map(([path, value]) => (value === undefined ? [path] : [path, value])),
  };
  return JSON.stringify(stored, (_name, value: unknown) =>
    Object.is(value, -0) ? NEGATIVE_ZERO : value,
  );
}

/** The change of a stored text. @throws SyntaxError for another text */
export function parseChange(text: string): DocumentDiff {
  const stored = JSON.parse(text, (_name, value: unknown) =>
    isNegativeZero(value) ? -0 : value,
  ) as StoredChange;
  return {
    before: stored.before === null ? null : (mapFields(stored.before) ?? {}),
    exists: stored.exists,
    fields: stored.fields.map(([path, value]) => [path, value]),
  };
}

/** JSON has no -0. */
const NEGATIVE_ZERO = { $number: "-0" };

function isNegativeZero(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { readonly $number?: unknown }).$number === "-0" &&
    Object.keys(value).length === 1
  );
}
