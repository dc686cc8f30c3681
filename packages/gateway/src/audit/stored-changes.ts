import type { DocumentStore, StoreCall, StoredDocument } from "../documents/store.ts";
import type { Query } from "../query/query.ts";
import type { Value } from "../values/value.ts";
import { compareUtf8 } from "../text/utf8.ts";
import { pathsOfEntry } from "./audit-entry.ts";
import type { DocumentDiff } from "./document-diff.ts";
import { auditEntryIn, changeIn, type AuditEntry } from "./read-entry.ts";

/** An entry, and what was changed where that was asked for and is kept. */
export interface ListedEntry {
  readonly entry: AuditEntry;
  readonly change?: DocumentDiff | undefined;
}

/** Entries of a trail, the latest first. */
export interface EntryPage {
  readonly entries: readonly ListedEntry[];
  /** How many documents were read. */
  readonly reads: number;
  /** The position of the last; absent where there is no other page. */
  readonly last?: readonly Value[];
}

/** The query for the entries of one subject or one caller, the latest first. */
export function entriesOf(
  collection: string,
  [field, value]: readonly ["subject" | "by", string],
): Query {
  return {
    collection,
    where: { field: [field], op: "==", value },
    orderBy: [
      { field: ["at"], direction: "desc" },
      { field: ["__name__"], direction: "desc" },
    ],
  };
}

/** What of a query's entries is read. */
export interface EntryRange {
  readonly limit: number;
  readonly after: readonly Value[] | undefined;
  /** Whether what was changed is wanted too. */
  readonly versions: boolean;
}

export async function readEntries(
  documents: DocumentStore,
  query: Query,
  { range: { limit, after, versions }, call }: { range: EntryRange; call: StoreCall },
): Promise<EntryPage> {
  const startAt = after && { values: after, before: false };
  const found = await documents.query({ ...query, ...(startAt && { startAt }), limit }, call);
  const listed = found.documents.flatMap((document) => {
    const entry = auditEntryIn(document);
    return entry === undefined ? [] : [{ document, entry }];
  });
  // A server's time has milliseconds; the commits of one millisecond are told apart by their own.
  const entries = listed.toSorted((a, b) => compareUtf8(orderOf(b.entry), orderOf(a.entry)));
  const read = versions
    ? await readChanges(
        documents,
        entries.map(({ document }) => document),
        call,
      )
    : { changes: [], reads: 0 };
  const last = found.documents.length === limit ? found.documents.at(-1) : undefined;
  return {
    entries: entries.map(({ entry }, index) => ({ entry, change: read.changes[index] })),
    reads: found.documents.length + read.reads,
    ...(last && { last: [last.data["at"] ?? null, { $reference: last.path }] }),
  };
}

/** The place of an entry among others: by its commit, and within it by its write. */
function orderOf({ version, id }: AuditEntry): string {
  return `${version} ${id.slice(id.lastIndexOf("-"))}`;
}

/** One entry by its id; undefined where there is none. */
export async function readEntry(
  documents: DocumentStore,
  path: string,
  call: StoreCall,
): Promise<(ListedEntry & { readonly reads: number }) | undefined> {
  const [document] = (await documents.get([path], call)).documents;
  const entry = document ? auditEntryIn(document) : undefined;
  if (!document || entry === undefined) return undefined;
  const { changes, reads } = await readChanges(documents, [document], call);
  return { entry, change: changes[0], reads: reads + 1 };
}

/** What the entries in these documents say was changed, with the documents that are read for it. */
async function readChanges(
  documents: DocumentStore,
  entries: readonly StoredDocument[],
  call: StoreCall,
): Promise<{ readonly changes: readonly (DocumentDiff | undefined)[]; readonly reads: number }> {
  const partsOf = entries.map((entry) => pathsOfEntry(entry).slice(1));
  const paths = partsOf.flat();
  const found = paths.length === 0 ? [] : (await documents.get(paths, call)).documents;
  const parts = new Map(paths.map((path, index) => [path, found[index] ?? null]));
  const changes = entries.map((entry, index) =>
    changeIn(
      entry,
      (partsOf[index] ?? []).map((path) => parts.get(path) ?? null),
    ),
  );
  return { changes, reads: paths.length };
}
