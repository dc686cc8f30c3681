import { setTimeout as wait } from "node:timers/promises";
import { GatewayError } from "../contract/error.ts";
import {
  StoreError,
  type CommitResult,
  type DocumentStore,
  type StoredDocument,
} from "../documents/store.ts";
import { otherDocuments } from "../policy/holds.ts";
import type { AuthorizedWrite } from "./authorize.ts";
import type { Call } from "./call.ts";
import { decideWrite, type Known } from "./decide-write.ts";

/** How often a write is decided anew when others change its documents meanwhile. */
export const MAX_ATTEMPTS = 6;
const FIRST_BACKOFF_MS = 10;

export interface Writing {
  readonly documents: DocumentStore;
  readonly call: Call;
}

/**
 * Applies all writes or none. One round trip; one more before it where a policy or a schema needs
 * the stored documents, and two more each time that somebody changes them in between.
 *
 * @throws GatewayError for the first write that broke it, with its index and path; CONTENTION
 * where others kept changing the documents
 */
export async function commitWrites(
  grants: readonly AuthorizedWrite[],
  writing: Writing,
): Promise<CommitResult> {
  let toRead = grants.filter(({ needsRead }) => needsRead);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const known = await readKnown(toRead, grants, writing);
    const writes = grants.map((grant) => {
      const decided = decideWrite(grant, known);
      if (decided instanceof GatewayError) throw decided;
      return decided;
    });
    try {
      const result = await writing.documents.commit(writes, writing.call.store);
      grants.forEach((grant) => spendOn(grant, writing.call));
      return result;
    } catch (error) {
      if (isOutcomeUnknown(error)) writing.call.owe(grants.length);
      if (!isLostRace(error)) throw error;
      toRead = [...grants];
      await backOff(attempt);
    }
  }
  throw contention();
}

/** What the writes are decided on: the stored documents of some, and all that decide membership. One round trip, or none. */
export async function readKnown(
  toRead: readonly AuthorizedWrite[],
  grants: readonly AuthorizedWrite[],
  { documents, call }: Writing,
): Promise<Known> {
  const paths = [...new Set(toRead.map(({ operation }) => operation.path))];
  const others = [...new Set(grants.flatMap(otherPaths))];
  if (paths.length + others.length === 0) return { stored: new Map(), others: new Map() };
  const { documents: found } = await documents.get([...paths, ...others], call.store);
  call.spend({ reads: found.length });
  const at = (index: number): StoredDocument | null => found[index] ?? null;
  return {
    stored: new Map(paths.map((path, index) => [path, at(index)])),
    others: new Map(others.map((path, index) => [path, at(paths.length + index)?.data ?? null])),
  };
}

function otherPaths(grant: AuthorizedWrite): string[] {
  const conditions = [grant.get, grant.create, grant.update, grant.delete];
  return conditions.flatMap(otherDocuments).map(({ memberOf }) => memberOf);
}

/** Counts a write that was applied. */
export function spendOn({ operation }: AuthorizedWrite, call: Call): void {
  if (operation.kind === "verify") call.owe(1);
  else call.spend(operation.kind === "delete" ? { deletes: 1 } : { writes: 1 });
}

export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof StoreError && error.outcomeUnknown;
}

/** Whether Firestore refused the write for what it found, and surely did not apply it. */
export function isLostRace(error: unknown): error is StoreError {
  return error instanceof StoreError && !error.outcomeUnknown && LOST_RACES.has(error.code);
}

const LOST_RACES: ReadonlySet<StoreError["code"]> = new Set([
  "ABORTED",
  "ALREADY_EXISTS",
  "FAILED_PRECONDITION",
  "NOT_FOUND",
]);

/** Waits a random time, longer after each attempt, so that those who collided part. */
export async function backOff(attempt: number): Promise<void> {
  await wait(Math.random() * FIRST_BACKOFF_MS * 2 ** attempt);
}

export function contention(): GatewayError {
  return new GatewayError(
    "CONTENTION",
    "Others kept changing the same documents, and nothing was written. Try again.",
  );
}
