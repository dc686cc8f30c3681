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

  /** @param content the writes of the next batch, in JSON */
  async next(content: string): Promise<string | undefined> {
    const idb = indexedDb();
    if (this.#isOver || idb === undefined) return undefined;
    // What can't be read counts for nothing: the batch has an id that holds in this page.
    const found = await this.#find(idb, content).catch(() => undefined);
    this.#isOver = found === undefined;
    return found;
  }

  async #find(idb: IndexedDb, content: string): Promise<string | undefined> {
    const { uid, database } = this.#owner;
    for (const name of await queueNames(idb, database)) {
      const queue = await storedQueue({ idb, name }, { uid, after: this.#after.get(name) ?? -1 });
      const batch = queue?.batches.find((one) => one.content === content);
      if (queue === undefined || batch === undefined || !(await isOfThisPage(queue, name))) {
        continue;
      }
      this.#after.set(name, batch.batchId);
      return idOf({ device: await deviceId(idb), name, uid, batch });
    }
    return undefined;
  }
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
