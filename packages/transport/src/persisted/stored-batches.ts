import { canonicalJson } from "../write/canonical-json.ts";
import { done, withDatabase, type IdbDatabase, type IndexedDb } from "./indexed-db.ts";

/** A batch in the SDK's own queue. */
export interface StoredBatch {
  /** Rises from batch to batch. */
  readonly batchId: number;
  /** When it was made, in milliseconds since 1970. */
  readonly madeAtMs: number;
  /** Its writes, in JSON. */
  readonly content: string;
}

/** What the SDK keeps of one app in IndexedDB. */
export interface StoredQueue {
  readonly batches: readonly StoredBatch[];
  /** Whether several tabs share it. */
  readonly isShared: boolean;
  /** When a tab last said that it sends what is in it, in milliseconds since 1970. */
  readonly leasedAtMs: number;
}

/** Batches of a user: at most so many, behind one of them. */
interface WantedBatches {
  readonly uid: string;
  readonly after: number;
  readonly most: number;
}

/**
 * The batches that are wanted, in their order. Nothing is changed. `mutations` and `owner` are the
 * SDK's own stores.
 *
 * @returns undefined where the stores are not of the form that is known
 */
export function storedQueue(
  { idb, name }: { readonly idb: IndexedDb; readonly name: string },
  { uid, after, most }: WantedBatches,
): Promise<StoredQueue | undefined> {
  return withDatabase({ idb, name }, async (database) => {
    if (!hasStores(database)) return undefined;
    const transaction = database.transaction([MUTATIONS, OWNER], "readonly");
    const mutations = transaction.objectStore(MUTATIONS);
    if (!mutations.indexNames.contains(BY_USER)) return undefined;
    const [owner, found] = await Promise.all([
      done(transaction.objectStore(OWNER).get(OWNER)),
      done(mutations.index(BY_USER).getAll(behind([uid, after]), most)),
    ]);
    if (!isOwner(owner) || !found.every(isBatch)) return undefined;
    return {
      batches: found.filter(({ userId }) => userId === uid).map(toStored),
      isShared: owner.allowTabSynchronization,
      leasedAtMs: owner.leaseTimestampMs,
    };
  });
}

const MUTATIONS = "mutations";
const OWNER = "owner";
const BY_USER = "userMutationsIndex";

function hasStores({ objectStoreNames }: IdbDatabase): boolean {
  return [MUTATIONS, OWNER].every((name) => objectStoreNames.contains(name));
}

function behind(key: readonly [string, number]): unknown {
  const { IDBKeyRange: range } = globalThis as unknown as {
    readonly IDBKeyRange: { lowerBound(key: unknown, isOpen: boolean): unknown };
  };
  return range.lowerBound(key, true);
}

interface PrimaryTab {
  readonly allowTabSynchronization: boolean;
  readonly leaseTimestampMs: number;
}

function isOwner(found: unknown): found is PrimaryTab {
  const owner = found as Partial<PrimaryTab> | undefined;
  return (
    typeof owner?.leaseTimestampMs === "number" &&
    typeof owner.allowTabSynchronization === "boolean"
  );
}

interface MutationBatch {
  readonly userId: string;
  readonly batchId: number;
  readonly localWriteTimeMs: number;
  readonly mutations: readonly unknown[];
}

function isBatch(found: unknown): found is MutationBatch {
  const batch = found as Partial<MutationBatch> | undefined;
  return (
    typeof batch?.userId === "string" &&
    typeof batch.batchId === "number" &&
    typeof batch.localWriteTimeMs === "number" &&
    Array.isArray(batch.mutations)
  );
}

function toStored({ batchId, localWriteTimeMs, mutations }: MutationBatch): StoredBatch {
  return { batchId, madeAtMs: localWriteTimeMs, content: canonicalJson(mutations) };
}
