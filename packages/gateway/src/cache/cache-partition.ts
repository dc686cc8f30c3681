import { LRUCache } from "lru-cache";
import type { CachedAnswer } from "./freshness.ts";
import type { Key } from "./key.ts";
import { memoryBytes } from "./memory-bytes.ts";

/** An entry's own objects, and its places in the lists of lru-cache. */
const ENTRY_BYTES = 300;

/** The answers that an instance keeps for one collection; the longest unused go first. */
export class CachePartition {
  readonly #entries: LRUCache<string, CachedAnswer<unknown>>;

  /** @param maxBytes an answer that is larger alone is not kept */
  constructor(maxBytes: number) {
    this.#entries = new LRUCache({ maxSize: maxBytes });
  }

  /** Memory that its entries take, at most `maxBytes`. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get<T>(key: Key<T>): CachedAnswer<T> | undefined {
    // What is put under a key is what its type says.
    return this.#entries.get(key) as CachedAnswer<T> | undefined;
  }

  /** Keeps an answer, unless one that was asked for later is there. */
  put<T>(key: Key<T>, entry: CachedAnswer<T>): void {
    const kept = this.#entries.peek(key);
    if (kept !== undefined && kept.sentAtMs >= entry.sentAtMs) return;
    const size = ENTRY_BYTES + memoryBytes(key) + memoryBytes(entry.value);
    this.#entries.set(key, entry, { size });
  }
}
