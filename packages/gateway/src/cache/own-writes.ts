import { LRUCache } from "lru-cache";
import { isOwn } from "../documents/is-own.ts";
import type { DocumentStore } from "../documents/store.ts";
import type { Query } from "../query/query.ts";

/** Most documents and collections whose last writes are known apart. */
const MAX_KNOWN = 10_000;

/**
 * When this instance last wrote to documents and collections, on its monotonic clock, in
 * milliseconds. A read that was sent later shows those writes, since Firestore's reads see every
 * write acknowledged before they are sent.
 */
export class OwnWrites {
  readonly #lastMs: LRUCache<string, number>;
  readonly #monotonic: () => number;
  /** The latest of the writes that are not known apart any more. */
  #forgottenMs = -Infinity;

  /** @param monotonic milliseconds on a clock that never goes back */
  constructor(monotonic: () => number, maxKnown = MAX_KNOWN) {
    this.#monotonic = monotonic;
    this.#lastMs = new LRUCache({
      max: maxKnown,
      dispose: (lastMs, _key, reason) => {
        if (reason === "evict") this.#forgottenMs = Math.max(this.#forgottenMs, lastMs);
      },
    });
  }

  /** Remembers writes whose answer has come, or which were given up. */
  record(paths: readonly string[]): void {
    const nowMs = this.#monotonic();
    const collections = new Set<string>();
    for (const path of paths) {
      this.#lastMs.set(path, nowMs);
      collections.add(path.slice(0, path.lastIndexOf("/")));
    }
    for (const collection of collections) {
      this.#lastMs.set(collection, nowMs).set(groupKey(collection), nowMs);
    }
  }

  /** When the document was last written, or something was that is not known apart any more. */
  ofDocument(path: string): number {
    return Math.max(this.#lastMs.get(path) ?? -Infinity, this.#forgottenMs);
  }

  /** The same for all documents that a query may find. */
  ofQuery({ collection, allDescendants }: Query): number {
    const key = allDescendants === true ? groupKey(collection) : collection;
    return Math.max(this.#lastMs.get(key) ?? -Infinity, this.#forgottenMs);
  }
}

/** The key of all collections of one id: no path starts with a slash. */
function groupKey(collection: string): string {
  return `/${collection.slice(collection.lastIndexOf("/") + 1)}`;
}

/** The same documents, with what is written remembered, however the write ends. */
export function recordingWrites(documents: DocumentStore, ownWrites: OwnWrites): DocumentStore {
  const recorded = async <T>(paths: readonly { readonly path: string }[], write: Promise<T>) => {
    try {
      return await write;
    } finally {
      ownWrites.record(paths.map(({ path }) => path).filter((path) => !isOwn(path)));
    }
  };
  return {
    transactions: documents.transactions,
    get: (paths, call) => documents.get(paths, call),
    query: (query, call) => documents.query(query, call),
    aggregate: (query, aggregates, call) => documents.aggregate(query, aggregates, call),
    commit: (writes, call) => recorded(writes, documents.commit(writes, call)),
    batchWrite: (writes, call) => recorded(writes, documents.batchWrite(writes, call)),
  };
}
