import type { StoredDocument } from "../documents/store.ts";

/**
 * What became of a document in a result: it came (no version before), changed, or left (no document
 * after).
 */
export interface ResultChange {
  readonly path: string;
  /** The update time of the document that the result held before; undefined where it held none. */
  readonly before: string | undefined;
  /** The document that the result holds now; undefined where it holds it no longer. */
  readonly after: StoredDocument | undefined;
}

/** How a result differs from the one before it: a state that the database had at `readTime`. */
export interface ResultSnapshot {
  /** RFC 3339, UTC, with microseconds. */
  readonly readTime: string;
  /** At most one for each document. */
  readonly changes: readonly ResultChange[];
}
