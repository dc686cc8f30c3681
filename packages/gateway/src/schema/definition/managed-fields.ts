import { getField, putField, tagOf } from "../../values/map.ts";
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
    putField(values, name, kept ?? (isTime(kind) ? { $timestamp: now } : uid));
    if (isTime(kind) && kept === undefined) times.push([name]);
  }
  return { values, times };
}

/** Whether a field is a time that the server sets; a caller may ask for the server's time there. */
export function isTime(kind: ServerManaged | undefined): boolean {
  return kind === "createdAt" || kind === "updatedAt";
}

/** Whether a caller asks for what the server sets by itself: its time, in a field that holds that. */
export function asksForTime(
  managed: ReadonlyMap<string, ServerManaged>,
  [name = "", ...below]: FieldPath,
  value: Value,
): boolean {
  return below.length === 0 && isTime(managed.get(name)) && tagOf(value) === "$serverTimestamp";
}

/** Whether a field stays as the document's first write set it. */
export function isKept(kind: ServerManaged): boolean {
  return kind === "createdAt" || kind === "createdBy";
}
