import { checked, type Checked } from "../errors/checked.ts";
import type { FieldViolation } from "../errors/error.ts";
import { conflictingPaths } from "../paths/conflicting-paths.ts";
import { distinctPaths } from "../paths/distinct-paths.ts";
import { checkFieldPath, formatFieldPath, type FieldPath } from "../paths/field-path.ts";
import { TRANSFORM_TAGS } from "../values/value.ts";
import { ID_IS_FIXED, type Change } from "./wire-changes.ts";
import { WireReader } from "./wire-reader.ts";
import { isObject } from "./wire.ts";

/** Most transforms of one field in a write: each goes through the whole of an array. */
const MAX_OF_FIELD = 10;

/** A transform as it was sent, beside the data of a write: `{"$increment": 1}` of a field. */
export interface SentTransform {
  readonly field: FieldPath;
  readonly transform: unknown;
}

/**
 * Reads the transforms that stand beside the data of a write. One field may stand several times; a
 * field within another's is refused.
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
  const conflicts = [...conflictingPaths(distinctPaths(fields)), ...tooMany(fields)];
  return checked([...reader.violations, ...conflicts], changes);
}

function tooMany(fields: readonly FieldPath[]): readonly FieldViolation[] {
  const description = `must not have more than ${String(MAX_OF_FIELD)} transforms in one write`;
  return [...Map.groupBy(fields, formatFieldPath)]
    .filter(([, { length }]) => length > MAX_OF_FIELD)
    .map(([field]) => ({ field, description }));
}

function isTransform(sent: unknown): boolean {
  if (!isObject(sent)) return false;
  const [tag = "", ...others] = Object.keys(sent);
  return others.length === 0 && (TRANSFORM_TAGS as readonly string[]).includes(tag);
}
