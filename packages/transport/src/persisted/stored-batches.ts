import { canonicalJson } from "../write/canonical-json.ts";
import { done, withDatabase, type IndexedDb } from "./indexed-db.ts";

/** A batch in the SDK's own queue. */
export interface StoredBatch {
  /** Rises from batch to batch. */
  readonly batchId: number;
  /** When it was made, in milliseconds since 1970. */
  readonly madeAtMs: number;
  /** Its writes, in JSON. */
  readonly content: string;
}

/** Batches of a user: at most so many, behind one of them. */
interface WantedBatches {
  readonly uid: string;
  readonly after: number;
  readonly most: number;
}

/**
 * The batches that are wanted of the SDK's own store `mutations`, in their order. Nothing is changed.
 *
 * @returns undefined where the store is not of the form that is known
 */
export function storedBatches(
  { idb, name }: { readonly idb: IndexedDb; readonly name: string },
  { uid, after, most }: WantedBatches,
): Promise<readonly StoredBatch[] | undefined> {
  return withDatabase({ idb, name }, async (database) => {
    if (!database.objectStoreNames.contains(MUTATIONS)) return undefined;
    const mutations = database.transaction([MUTATIONS], "readonly").objectStore(MUTATIONS);
    if (!mutations.indexNames.contains(BY_USER)) return undefined;
    const found = await done(mutations.index(BY_USER).getAll(behind([uid, after]), most));
    if (!found.every(isBatch)) return undefined;
    return found.filter(({ userId }) => userId === uid).map(toStored);
  });
}

const MUTATIONS = "mutations";
const BY_USER = "userMutationsIndex";

function behind(key: readonly [string, number]): unknown {
  const { IDBKeyRange: range } = globalThis as unknown as {
    readonly IDBKeyRange: { lowerBound(key: unknown, isOpen: boolean): unknown };
  };
  return range.lowerBound(key, true);
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
