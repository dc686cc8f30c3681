import { applyUpdate } from "../../values/apply-update.ts";
import type { Checked } from "../../errors/checked.ts";
import type { FieldPath } from "../../paths/field-path.ts";
import type { Fields } from "../../values/value.ts";
import type { DocumentUpdate } from "../../values/write.ts";

/** Who writes, and when: what the fields that the server manages need. */
export interface WriteContext {
  /** Null for a caller who is not signed in. */
  readonly uid: string | null;
  /** RFC 3339 in UTC with microseconds; Firestore's own time takes its place when it commits. */
  readonly now: string;
}

/** What to write, and the document that it leaves. */
export interface CheckedUpdate {
  readonly update: DocumentUpdate;
  readonly document: Fields;
}

/** A write that is valid, as far as can be told before anything is read. */
export interface CheckedWrite {
  /** What to write where nothing is read. */
  readonly update: DocumentUpdate;
  /** Whether what to write, or if it is valid, depends on what is stored: only `onto` can tell. */
  readonly needsRead: boolean;
  /** The parts of the stored document by which it is valid or not; the empty path is all of it. */
  readonly dependsOn: readonly FieldPath[];
  /** Whether it is valid only where there is a document: write it on that condition. */
  readonly needsDocument: boolean;
  /** The update of these stored fields and its outcome; null stands for no document. */
  readonly onto: (stored: Fields | null) => Checked<CheckedUpdate>;
}

/** The outcome of an update that is as it is, whatever is stored. */
export function outcome(update: DocumentUpdate, stored: Fields | null, now: string): CheckedUpdate {
  return { update, document: applyUpdate(stored, update, now) };
}
