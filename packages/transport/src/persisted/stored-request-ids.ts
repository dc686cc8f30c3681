import { uuidFrom } from "../write/random-uuid.ts";
import { deviceId } from "./device-id.ts";
import { indexedDb, type IndexedDb } from "./indexed-db.ts";
import { isSoleTab } from "./sole-tab.ts";
import { storedQueue, type StoredBatch, type StoredQueue } from "./stored-batches.ts";

/** Whose queue it is. */
export interface QueueOwner {
  /** `projects/p/databases/(default)` */
  readonly database: string;
  readonly uid: string;
}

/**
 * The ids of batches that the SDK keeps in IndexedDB: each follows from the batch's place in that
 * queue, so that it is the same on whatever page and tab the batch is sent. A stream sends batches
 * in the queue's order. A batch that is not stored has none, nor has any behind it on this stream:
 * its queue is in memory.
 */
export class StoredRequestIds {
  readonly #owner: QueueOwner;
  readonly #after = new Map<string, number>();
  #isOver = false;

  constructor(owner: QueueOwner) {
    this.#owner = owner;
  }

  /**
   * @param contents the writes of the next batches, each in JSON
   * @returns the ids of those that are stored, which are the first
   */
  async next(contents: readonly string[]): Promise<readonly string[]> {
    const idb = indexedDb();
    if (this.#isOver || idb === undefined) return [];
    // What can't be read counts for nothing: the batches have ids that hold in this page.
    const found = await this.#find(idb, contents).catch(() => []);
    this.#isOver = found.length < contents.length;
    return found;
  }

  /** Of several queues that of this stream is the one that has most of its batches. */
  async #find(idb: IndexedDb, contents: readonly string[]): Promise<readonly string[]> {
    const { uid, database } = this.#owner;
    let found: { readonly name: string; readonly batches: readonly StoredBatch[] } | undefined;
    for (const name of await queueNames(idb, database)) {
      const queue = await storedQueue({ idb, name }, { uid, after: this.#after.get(name) ?? -1 });
      if (queue === undefined) continue;
      const batches = firstOf(contents, queue.batches);
      const isMore = batches.length > (found?.batches.length ?? 0);
      if (isMore && (await isOfThisPage(queue, name))) found = { name, batches };
    }
    if (found === undefined) return [];
    const { name, batches } = found;
    this.#after.set(name, batches.at(-1)?.batchId ?? -1);
    const device = await deviceId(idb);
    return Promise.all(batches.map((batch) => idOf({ device, name, uid, batch })));
  }
}

/** The stored batches with these contents, in their order, up to the first that is not stored. */
function firstOf(
  contents: readonly string[],
  stored: readonly StoredBatch[],
): readonly StoredBatch[] {
  const found: StoredBatch[] = [];
  let from = 0;
  for (const content of contents) {
    const at = stored.findIndex((one, index) => index >= from && one.content === content);
    const batch = stored[at];
    if (batch === undefined) break;
    found.push(batch);
    from = at + 1;
  }
  return found;
}

/** The databases of the SDK's apps: `firestore/{app}/{project}[.{database}]/main`. */
async function queueNames(idb: IndexedDb, database: string): Promise<readonly string[]> {
  const [, project = "", , id = ""] = database.split("/");
  const end = `/${project}${id === "(default)" ? "" : `.${id}`}/main`;
  const all = (await idb.databases?.()) ?? [];
  return all
    .map(({ name = "" }) => name)
    .filter((name) => name.startsWith("firestore/") && name.endsWith(end));
}

/** Whether the queue is sent from, and not only left behind, and by this page or any that shares it. */
async function isOfThisPage({ leasedAtMs, isShared }: StoredQueue, name: string): Promise<boolean> {
  if (leasedAtMs < performance.timeOrigin) return false;
  return isShared || isSoleTab(name);
}

interface BatchIdentity {
  readonly device: string;
  readonly name: string;
  readonly uid: string;
  readonly batch: StoredBatch;
}

async function idOf({ device, name, uid, batch }: BatchIdentity): Promise<string> {
  const { batchId, madeAtMs } = batch;
  const identity = JSON.stringify([device, name, uid, batchId, madeAtMs]);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(identity));
  return uuidFrom(new Uint8Array(hash));
}
