import { isUnreachable } from "../documents/store.ts";
import { isFresh, type CachedAnswer, type Freshness } from "./freshness.ts";
import type { Key } from "./key.ts";
import { SharedRead, type LoadAnswers } from "./shared-read.ts";
import type { CachePartitions } from "./cache-partitions.ts";

/** Where an answer is kept in memory, and how old it may be. */
export interface CacheUse extends Freshness {
  /** The name of the partition. */
  readonly partition: string;
  /** How much memory the partition may take. */
  readonly maxBytes: number;
}

/** One thing that a reader asks for. Without `use` it is read, and not kept. */
export interface Wanted<T> {
  readonly key: Key<T>;
  readonly use?: CacheUse | undefined;
}

/**
 * An answer, and whether Firestore read it for this reader: not what was kept, nor what another's
 * read brought along.
 */
export interface Found<T> {
  readonly value: T;
  readonly wasRead: boolean;
  /** Firestore's time of the read. */
  readonly readTime: string;
  /** Whether the same was read just before, which a cache would have saved; where that was asked. */
  readonly isRepeated?: true;
}

/** How a reader gets what is not kept. */
export interface Reader<T> {
  readonly load: LoadAnswers<T>;
  readonly signal?: AbortSignal | undefined;
  /**
   * Thrown where something would have to be read for this reader, who may have what is kept or on
   * its way.
   */
  readonly insteadOfReading?: Error | undefined;
}

/** A reader on its way. */
interface Asking<T> extends Reader<T> {
  readonly cameAtMs: number;
  /** The read of all that nobody else reads already. */
  own?: SharedRead<T>;
}

/**
 * For how long others may join a read that was sent. Most answers come within a tenth of it; one
 * that hangs must not take along all who come until it is given up.
 */
const JOINABLE_MS = 500;

/**
 * Answers of one kind, each from the first of these that will do:
 *
 * 1. what is kept, if it is fresh;
 * 2. a read that is on its way, if it was sent recently enough, and if what it brings is fresh;
 * 3. a read that is not sent yet: whoever asked for it first, it will be sent after this reader
 *    came, so it shows whatever this reader may demand to see;
 * 4. a read of its own, which others may join until it is sent, at the end of this turn of the
 *    event loop.
 */
export class Answers<T> {
  readonly #partitions: CachePartitions;
  readonly #monotonic: () => number;
  readonly #unsent = new Map<Key<T>, SharedRead<T>>();
  /** The last of each key that was sent, until its answer is there. */
  readonly #sent = new Map<Key<T>, SharedRead<T>>();

  /** @param monotonic milliseconds on a clock that never goes back */
  constructor(partitions: CachePartitions, monotonic: () => number) {
    this.#partitions = partitions;
    this.#monotonic = monotonic;
  }

  /**
   * The answers, in order. What has to be read is read with one load; with another what turned
   * out, after the wait for a read on its way, to be read after all.
   *
   * @throws StoreError
   */
  async find(wanted: readonly Wanted<T>[], reader: Reader<T>): Promise<readonly Found<T>[]> {
    const asking: Asking<T> = { ...reader, cameAtMs: this.#monotonic() };
    return Promise.all(wanted.map((one) => this.#findOne(one, asking)));
  }

  async #findOne({ key, use }: Wanted<T>, asking: Asking<T>): Promise<Found<T>> {
    const partition = use && this.#partitions.partition(use.partition, use.maxBytes);
    const kept = partition?.get(key);
    if (use && kept && isFresh(kept, use, asking.cameAtMs)) {
      return { value: kept.value, wasRead: false, readTime: kept.readTime };
    }
    const late = use && this.#joinable(key, use, asking);
    const joined = late && (await tryJoin(late, { key, use, asking }));
    if (joined === undefined && asking.insteadOfReading) throw asking.insteadOfReading;
    const { entry, wasRead } = joined ?? (await this.#next(key, asking));
    partition?.put(key, entry);
    return { value: entry.value, wasRead, readTime: entry.readTime };
  }

  #joinable(key: Key<T>, { maxAgeMs, writtenAtMs = -Infinity }: CacheUse, { cameAtMs }: Asking<T>) {
    const read = this.#sent.get(key);
    const sentAtMs = read?.sentAtMs ?? -Infinity;
    const isJoinable = cameAtMs - sentAtMs < Math.min(maxAgeMs, JOINABLE_MS);
    return isJoinable && sentAtMs > writtenAtMs ? read : undefined;
  }

  async #next(key: Key<T>, asking: Asking<T>): Promise<Brought<T>> {
    const unsent = this.#unsent.get(key);
    if (unsent !== undefined) {
      try {
        return { entry: await unsent.answer(key, asking.signal), wasRead: false };
      } catch (error) {
        // It may have failed for what another reads along with it.
        if (isUnreachable(error) || asking.signal?.aborted === true) throw error;
      }
    }
    const own = this.#ownRead(key, asking);
    return { entry: await own.answer(key, asking.signal), wasRead: true };
  }

  #ownRead(key: Key<T>, asking: Asking<T>): SharedRead<T> {
    if (asking.own?.sentAtMs !== undefined) delete asking.own;
    const own = (asking.own ??= this.#begin(asking.load));
    own.keys.add(key);
    this.#unsent.set(key, own);
    return own;
  }

  #begin(load: LoadAnswers<T>): SharedRead<T> {
    const read = new SharedRead(load);
    // After the I/O callbacks of this turn, in which calls arrive.
    setImmediate(() => void this.#send(read));
    return read;
  }

  async #send(read: SharedRead<T>): Promise<void> {
    for (const key of read.keys) {
      if (this.#unsent.get(key) === read) this.#unsent.delete(key);
      this.#sent.set(key, read);
    }
    await read.send(this.#monotonic());
    for (const key of read.keys) if (this.#sent.get(key) === read) this.#sent.delete(key);
  }
}

/** What a read on its way brings, if it is fresh. */
async function tryJoin<T>(
  read: SharedRead<T>,
  { key, use, asking }: Required<Wanted<T>> & { use: CacheUse; asking: Asking<T> },
): Promise<Brought<T> | undefined> {
  try {
    const entry = await read.answer(key, asking.signal);
    return isFresh(entry, use, asking.cameAtMs) ? { entry, wasRead: false } : undefined;
  } catch {
    // It was another's. The next read tells what is wrong.
    return undefined;
  }
}

interface Brought<T> {
  readonly entry: CachedAnswer<T>;
  readonly wasRead: boolean;
}
