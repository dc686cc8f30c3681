import { getField, putField } from "../../values/map.ts";
import type { FieldPath } from "../../paths/field-path.ts";
import type { Fields, Value } from "../../values/value.ts";
import type { WriteContext } from "../check/checked-write.ts";
import type { ServerManaged } from "../types/mark.ts";

/** What the server writes of its own into a document. */
export interface Managed {
  readonly values: Fields;
  /** Which of them are the time of the write. */
  readonly times: readonly FieldPath[];
}

/** What the fields with these names are in a write over the stored document, null for none. */
export function manageFields(
  kinds: ReadonlyMap<string, ServerManaged>,
  { uid, now }: WriteContext,
  stored: Fields | null,
): Managed {
  const values: Record<string, Value> = {};
  const times: FieldPath[] = [];
  for (const [name, kind] of kinds) {
    const kept = isKept(kind) && stored !== null ? getField(stored, name) : undefined;
    const isTime = kind === "createdAt" || kind === "updatedAt";
    putField(values, name, kept ?? (isTime ? { $timestamp: now } : uid));
    if (isTime && kept === undefined) times.push([name]);
  }
  return { values, times };
}

/** Whether a field stays as the document's first write set it. */
export function isKept(kind: ServerManaged): boolean {
  return kind === "createdAt" || kind === "createdBy";
}
