import type { DocumentStore, StoreCall, StoredDocument, Write } from "../documents/store.ts";
import type { Value } from "../values/value.ts";
import { DROPPABLE, pathsOfEntry, subjectOf } from "./audit-entry.ts";
import { entriesOf } from "./stored-changes.ts";

/** Entries of one request. */
const PAGE = 50;

/** The document whose versions are dropped, but for those of its last changes. */
export interface DroppedVersions {
  /** The top-level collection that the entries are in. */
  readonly collection: string;
  readonly path: string;
  /** How many changes keep theirs. */
  readonly keep: number;
}

/**
 * Drops from entries what their document was before, but for those of the last changes; who changed
 * it stays. It costs a read for each entry up to the first whose version was dropped before, and
 * two writes at most for most of those whose version goes.
 *
 * @throws StoreError; what was dropped by then stays so
 */
export async function dropVersions(
  documents: DocumentStore,
  { collection, path, keep }: DroppedVersions,
  call: StoreCall,
): Promise<void> {
  const query = {
    ...entriesOf(collection, ["subject", subjectOf(path)]),
    select: [["at"], ["parts"], [DROPPABLE]],
  };
  let after: readonly Value[] | undefined;
  for (;;) {
    const start =
      after === undefined ? { offset: keep } : { startAt: { values: after, before: false } };
    const { documents: entries } = await documents.query({ ...query, ...start, limit: PAGE }, call);
    const full = entries.filter(({ data }) => data[DROPPABLE] === true);
    if (full.length > 0) await documents.commit(full.flatMap(withoutVersion), call);
    const last = entries.at(-1);
    if (last === undefined || full.length < PAGE) return;
    after = [last.data["at"] ?? null, { $reference: last.path }];
  }
}

function withoutVersion(entry: StoredDocument): readonly Write[] {
  const [path = "", ...parts] = pathsOfEntry(entry);
  const mask = [["change"], ["parts"], [DROPPABLE]];
  return [
    { kind: "update", path, fields: {}, mask, precondition: { exists: true } },
    ...parts.map((part): Write => ({ kind: "delete", path: part })),
  ];
}
