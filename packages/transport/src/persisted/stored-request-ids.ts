import { uuidFrom } from "../write/random-uuid.ts";
import { deviceId } from "./device-id.ts";
import { indexedDb, type IndexedDb } from "./indexed-db.ts";
import { missingBatches } from "./missing-batches.ts";
import { isSoleTab } from "./sole-tab.ts";
import { storedQueue, type StoredBatch, type StoredQueue } from "./stored-batches.ts";

/** Whose queue it is. */
export interface QueueOwner {
  /** `projects/p/databases/(default)` */
  readonly database: string;
  readonly uid: string;
}

/** Batches of a stream in a stored queue: all but the first so many. */
interface FoundBatches {
  readonly name: string;
  readonly missing: number;
  readonly batches: readonly StoredBatch[];
}

/**
 * The ids of batches that the SDK keeps in IndexedDB: each follows from the batch's place in that
 * queue, so that it is the same on whatever page and tab the batch is sent. A stream sends batches
 * in the queue's order.
 */
export class StoredRequestIds {
  readonly #owner: QueueOwner;
  /** The queue of this stream, and the last of its batches so far. */
  #queue: { readonly name: string; readonly after: number } | undefined;

  constructor(owner: QueueOwner) {
    this.#owner = owner;
  }

  /**
   * @param contents the writes of the next batches, each in JSON
   * @returns the id of each that is stored: all but the first, which another tab may have sent
   *   meanwhile, or none
   */
  async next(contents: readonly string[]): Promise<readonly (string | undefined)[]> {
    const idb = indexedDb();
    if (idb === undefined) return [];
    // What can't be read counts for nothing: the batches have ids that hold in this page.
    return this.#identify(idb, contents).catch(() => []);
  }

  async #identify(
    idb: IndexedDb,
    contents: readonly string[],
  ): Promise<readonly (string | undefined)[]> {
    const found = await this.#find(idb, contents);
    const last = found?.batches.at(-1);
    if (found === undefined || last === undefined) return [];
    const { name, missing, batches } = found;
    const device = await deviceId(idb);
    const { uid } = this.#owner;
    const ids = await Promise.all(batches.map((batch) => idOf({ device, name, uid, batch })));
    this.#queue = { name, after: last.batchId };
    return [...Array.from({ length: missing }, () => undefined), ...ids];
  }

  /** In the queue of this stream; of several the one that has most, and none where two have. */
  async #find(idb: IndexedDb, contents: readonly string[]): Promise<FoundBatches | undefined> {
    const { uid, database } = this.#owner;
    const { name: known, after = -1 } = this.#queue ?? {};
    const found: FoundBatches[] = [];
    for (const name of known === undefined ? await queueNames(idb, database) : [known]) {
      const queue = await storedQueue({ idb, name }, { uid, after });
      if (queue === undefined) continue;
      const missing = missingBatches(contents, queue.batches);
      if (missing === -1 || !(await isOfThisPage(queue, name))) continue;
      found.push({ name, missing, batches: queue.batches.slice(0, contents.length - missing) });
    }
    const [first, second] = [...found].sort((one, other) => one.missing - other.missing);
    return first?.missing === second?.missing ? undefined : first;
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
  if (leasedAtMs < openedAtMs()) return false;
  return isShared || isSoleTab(name);
}

/**
 * When this page was opened, in milliseconds since 1970, by the device's clock as it is, or as it
 * was: it may have been set meanwhile, and the page's own stands still while a device sleeps.
 */
function openedAtMs(): number {
  return Math.min(performance.timeOrigin, Date.now() - performance.now());
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
