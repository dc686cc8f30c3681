import { pathsOverlap, type FieldPath } from "../paths/field-path.ts";
import { editFields } from "../values/edit-fields.ts";
import { omit, pick } from "../values/select.ts";
import type { StoredDocument } from "../documents/store.ts";
import type { AnsweredPart } from "./document-answer.ts";

/** A document that a caller may read, less what it may not see of it. */
export type VisibleDocument = Omit<StoredDocument, "unreadable">;

/**
 * That part of a document with its values as they are stored, for a protocol that answers in
 * Firestore's own form: what the gateway can't read stands there too, as the store had it.
 */
export function visibleDocument(
  { path, data, unreadable = [], createTime, updateTime }: StoredDocument,
  { select, hidden }: AnsweredPart,
): VisibleDocument {
  const seen = unreadable.filter(({ field }) => {
    const touches = (one: FieldPath) => pathsOverlap(one, field);
    return !hidden.some(touches) && (select?.some(touches) ?? true);
  });
  const asked = omit(select === undefined ? data : pick(data, select), hidden);
  const whole = editFields(
    asked,
    seen.map(({ field, stored }) => ({ path: field, apply: () => ({ $stored: stored }) })),
  );
  return { path, data: whole, createTime, updateTime };
}
