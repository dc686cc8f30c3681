import type { StoredDocument } from "../documents/store.ts";
import type { Fields } from "../values/value.ts";
import { pathsOfEntry } from "./audit-entry.ts";
import { changed, type DocumentDiff } from "./document-diff.ts";
import { auditEntryIn, changeIn, type AuditEntry } from "./read-entry.ts";

/** An entry, and what it says was changed. */
export interface TrailEntry extends AuditEntry {
  readonly change: DocumentDiff | undefined;
}

/** The audit trail of all documents that are stored, in its order. */
export function trailOf(stored: Iterable<StoredDocument>): readonly TrailEntry[] {
  const documents = [...stored].filter(({ path }) => path.startsWith("_audit/"));
  const byPath = new Map(documents.map((document) => [document.path, document]));
  return documents
    .flatMap((document) => {
      const entry = auditEntryIn(document);
      const [, ...parts] = pathsOfEntry(document);
      const found = parts.map((path) => byPath.get(path) ?? null);
      return entry === undefined ? [] : [{ ...entry, change: changeIn(document, found) }];
    })
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** By the version that they made, and within a commit by their place in it. */
function order({ version, id }: AuditEntry): string {
  return `${version} ${id.slice(id.lastIndexOf("-"))}`;
}

/**
 * The documents that the trail comes to, from nothing.
 *
 * @throws Error where an entry doesn't begin with what the ones before it left
 */
export function replayed(
  trail: readonly TrailEntry[],
  areSame: (a: Fields | null, b: Fields | null) => boolean,
): ReadonlyMap<string, Fields> {
  const documents = new Map<string, Fields>();
  for (const { path = "", change } of trail) {
    if (change === undefined) throw new Error(`${path}: an entry without a version`);
    const before = documents.get(path) ?? null;
    if (!areSame(before, change.before)) throw new Error(`${path}: not what was left before`);
    const after = changed(before, change);
    if (after === null) documents.delete(path);
    else documents.set(path, after);
  }
  return documents;
}
