import { checked, type Checked } from "../errors/checked.ts";
import { conflictingPaths } from "../paths/conflicting-paths.ts";
import { TOO_LARGE } from "../values/document-limits.ts";
import { MAX_DOCUMENT_BYTES, valueBytes } from "../values/document-size.ts";
import { safeParseFieldPath, type Parsed, type FieldPath } from "../paths/field-path.ts";
import type { Value } from "../values/value.ts";
import { WireReader } from "./wire-reader.ts";
import { isObject, NOT_FIELDS } from "./wire.ts";

/** One field path of an update, and what it is set to. */
export interface Change {
  readonly path: FieldPath;
  readonly value: Value;
}

export interface ReadChangesOptions {
  /** Whether transforms may stand wherever a value may. @default true */
  readonly transforms?: boolean;
}

/**
 * Reads the data of an update from a caller: field paths and what each is set to. `$delete` may
 * stand only for a whole path. Two paths of which one leads to the other are refused.
 */
export function readChanges(
  sent: unknown,
  { transforms = true }: ReadChangesOptions = {},
): Checked<readonly Change[]> {
  if (!isObject(sent)) return { ok: false, violations: [NOT_FIELDS] };
  const reader = new WireReader({ transforms, deletes: false });
  const changes: Change[] = [];
  for (const [text, value] of Object.entries(sent)) {
    const path = parsePath(text);
    if (path.ok) changes.push({ path: path.value, value: readChange(reader, path.value, value) });
    else reader.refuse(path.description, text);
  }
  for (const { field, description } of conflictingPaths(changes.map(({ path }) => path))) {
    reader.refuse(description, field);
  }
  const bytes = changes.reduce((sum, { value }) => sum + valueBytes(value), 0);
  if (bytes > MAX_DOCUMENT_BYTES) reader.refuse(TOO_LARGE.description, TOO_LARGE.field);
  return checked(reader.violations, changes);
}

export const ID_IS_FIXED = "a document's id can't be changed";

function parsePath(text: string): Parsed<FieldPath> {
  const parsed = safeParseFieldPath(text);
  if (!parsed.ok) return parsed;
  if (parsed.value[0] === "__name__") {
    return { ok: false, description: ID_IS_FIXED };
  }
  return parsed;
}

function readChange(reader: WireReader, path: FieldPath, sent: unknown): Value {
  const isDelete = isObject(sent) && Object.keys(sent).join() === "$delete";
  if (isDelete && (sent as { $delete: unknown }).$delete === true) return { $delete: true };
  return reader.readAt(path, sent);
}
