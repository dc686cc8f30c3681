import type { DocumentStore, StoredDocument, Write } from "../../documents/store.ts";
import type { HeldRecords } from "./held-records.ts";

/** What becomes of the entries of what the user wrote in documents that are not its own. */
export type AuditPolicy = "anonymize" | "delete" | "keep";

/** What stands in an entry for who is forgotten. */
const FORGOTTEN = "forgotten";

/** Most writes of one request. */
const BATCH = 500;

/** What is to be forgotten of a user. */
export interface Forgetting {
  readonly held: HeldRecords;
  /** The team's documents that are deleted too. */
  readonly documents: readonly StoredDocument[];
  readonly audit: AuditPolicy;
}

/**
 * The writes that forget a user: entries of its own documents go, and what it has written in others'
 * documents is dealt with by `audit`.
 */
export function forgettingWrites({ held, documents, audit }: Forgetting): readonly Write[] {
  const gone = [
    ...documents,
    ...held.quotas,
    ...held.requests,
    ...held.overrides,
    ...held.ofOwned,
    ...(audit === "delete" ? held.written : []),
  ];
  const paths = new Set(gone.map(({ path }) => path));
  const parts = held.parts.filter(({ path }) => paths.has(entryOf(path)));
  return [
    ...(audit === "anonymize" ? held.written.map(anonymized) : []),
    ...[...gone, ...parts].map(({ path }): Write => ({ kind: "delete", path })),
  ];
}

function entryOf(partPath: string): string {
  return partPath.replace(/-part-\d+$/, "");
}

/** The entry without who wrote: that somebody did, and what, stays. */
function anonymized({ path, updateTime }: StoredDocument): Write {
  return {
    kind: "update",
    path,
    fields: { by: FORGOTTEN, caller: FORGOTTEN },
    mask: [["by"], ["caller"], ["requestId"]],
    precondition: { updateTime },
  };
}

/** Applies the writes, 500 at a time. Where one fails, those before it are done: run it again. */
export async function applyAll(store: DocumentStore, writes: readonly Write[]): Promise<void> {
  for (let start = 0; start < writes.length; start += BATCH) {
    await store.commit(writes.slice(start, start + BATCH), {});
  }
}
