import { uuidFrom } from "../write/random-uuid.ts";
import { deviceId } from "./device-id.ts";
import { indexedDb, type IndexedDb } from "./indexed-db.ts";
import { missingBatches } from "./missing-batches.ts";
import { openQueues } from "./open-queues.ts";
import { isPageEnding, pageShownAgain } from "./page-end.ts";
import { storedBatches, type StoredBatch } from "./stored-batches.ts";

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
   *   meanwhile, or none. What a page that is being left can't tell any more of its queue waits: what
   *   it sent under other ids would be sent again by the page that comes after.
   */
  async next(contents: readonly string[]): Promise<readonly (string | undefined)[]> {
    const idb = indexedDb();
    if (idb === undefined) return [];
    for (;;) {
      // What can't be read counts for nothing: the batches have ids that hold in this page.
      const ids = await this.#identify(idb, contents).catch(() => []);
      const mayBeStored = openQueues(this.#owner.database).length > 0;
      if (ids.length > 0 || !mayBeStored || !isPageEnding()) return ids;
      await pageShownAgain();
    }
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
    for (const name of known === undefined ? openQueues(database) : [known]) {
      const stored = await storedBatches({ idb, name }, { uid, after, most: contents.length });
      if (stored === undefined) continue;
      const missing = missingBatches(contents, stored);
      if (missing === -1) continue;
      found.push({ name, missing, batches: stored.slice(0, contents.length - missing) });
    }
    const [first, second] = [...found].sort((one, other) => one.missing - other.missing);
    return first?.missing === second?.missing ? undefined : first;
  }
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
