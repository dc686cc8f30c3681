import { checked, type Checked } from "../errors/checked.ts";
import { conflictingPaths } from "../paths/conflicting-paths.ts";
import { checkFieldPath, formatFieldPath, type FieldPath } from "../paths/field-path.ts";
import { TRANSFORM_TAGS } from "../values/value.ts";
import { ID_IS_FIXED, type Change } from "./wire-changes.ts";
import { WireReader } from "./wire-reader.ts";
import { isObject } from "./wire.ts";

/** A transform as it was sent, beside the data of a write: `{"$increment": 1}` of a field. */
export interface SentTransform {
  readonly field: FieldPath;
  readonly transform: unknown;
}

/**
 * Reads the transforms that stand beside the data of a write. One field twice is refused, and a
 * field within another's.
 */
export function readTransforms(sent: readonly SentTransform[]): Checked<readonly Change[]> {
  const reader = new WireReader({ transforms: true, deletes: false });
  const fields = sent.map(({ field }) => field);
  for (const field of fields) {
    const problem = field[0] === "__name__" ? ID_IS_FIXED : checkFieldPath(field);
    if (problem !== undefined) reader.refuse(problem, formatFieldPath(field));
  }
  const changes = sent.map(({ field, transform }) => {
    if (!isTransform(transform)) reader.refuse("is no transform", formatFieldPath(field));
    return { path: field, value: reader.readAt(field, transform) };
  });
  return checked([...reader.violations, ...conflictingPaths(fields)], changes);
}

function isTransform(sent: unknown): boolean {
  if (!isObject(sent)) return false;
  const [tag = "", ...others] = Object.keys(sent);
  return others.length === 0 && (TRANSFORM_TAGS as readonly string[]).includes(tag);
}
