import { pathsOfEntry, subjectOf } from "../../audit/audit-entry.ts";
import { entriesOf } from "../../audit/stored-changes.ts";
import { callerKey } from "../../caller/caller-key.ts";
import type { OwnCollections } from "../../documents/own-collections.ts";
import type { DocumentStore, StoredDocument } from "../../documents/store.ts";
import { allDocuments } from "./all-documents.ts";

/** What the gateway itself keeps of a user in one database. */
export interface HeldRecords {
  /** What is left of its quota. */
  readonly quotas: readonly StoredDocument[];
  /** Which of its requests with a requestId were done lately, and what they were answered. */
  readonly requests: readonly StoredDocument[];
  /** What admins have set for it. */
  readonly overrides: readonly StoredDocument[];
  /** Entries of what it wrote. */
  readonly written: readonly StoredDocument[];
  /** Entries of what anybody wrote in documents of its own, with their versions. */
  readonly ofOwned: readonly StoredDocument[];
  /** The documents with the parts of large versions. */
  readonly parts: readonly StoredDocument[];
}

/** What tells the user's own documents. */
export interface Ownership {
  /** The paths of those that are there; none where they are not meant. */
  readonly owned: readonly string[];
  /** Whether the path of a document, there or not, says that it is the user's. */
  readonly isOwned: (path: string) => boolean;
}

export async function heldRecords(
  store: DocumentStore,
  { own, uid, owned, isOwned }: Ownership & { own: OwnCollections; uid: string },
): Promise<HeldRecords> {
  const key = callerKey({ kind: "user", uid });
  // The account has shards, whose ids start with its own.
  const quotas = await startingWith(store, `${own.quotas}/${key}`);
  const requests = await startingWith(store, `${own.requests}/${key}-`);
  const [override] = (await store.get([`${own.quotaOverrides}/${key}`], {})).documents;
  const written = await collected(allDocuments(store, entriesOf(own.audit, ["by", key])));
  const ofOwned = new Map<string, StoredDocument>();
  const writtenPaths = written.flatMap(({ data: { path } }) =>
    typeof path === "string" && isOwned(path) ? [path] : [],
  );
  const paths = new Set([...owned, ...writtenPaths]);
  for (const path of paths) {
    const entries = allDocuments(store, entriesOf(own.audit, ["subject", subjectOf(path)]));
    for await (const entry of entries) ofOwned.set(entry.path, entry);
  }
  const others = written.filter(({ path }) => !ofOwned.has(path));
  const parts = [...others, ...ofOwned.values()].flatMap((entry) => pathsOfEntry(entry).slice(1));
  const found = parts.length === 0 ? [] : (await store.get(parts, {})).documents;
  return {
    quotas,
    requests,
    overrides: override ? [override] : [],
    written: others,
    ofOwned: [...ofOwned.values()],
    parts: found.filter((document) => document !== null),
  };
}

/** The documents whose path starts so. */
async function startingWith(
  store: DocumentStore,
  path: string,
): Promise<readonly StoredDocument[]> {
  const { documents } = await store.query(
    {
      collection: path.slice(0, path.indexOf("/")),
      orderBy: [{ field: ["__name__"], direction: "asc" }],
      startAt: { values: [{ $reference: path }], before: true },
      endAt: { values: [{ $reference: `${path}~~` }], before: true },
    },
    {},
  );
  return documents;
}

async function collected(
  documents: AsyncIterable<StoredDocument>,
): Promise<readonly StoredDocument[]> {
  const all: StoredDocument[] = [];
  for await (const document of documents) all.push(document);
  return all;
}
