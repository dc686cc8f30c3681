import { CachePartition } from "./cache-partition.ts";

/** The partitions of an instance, by name. */
export class CachePartitions {
  readonly #partitions = new Map<string, CachePartition>();

  /** The partition of this name; an empty one when it is first asked for. */
  partition(name: string, maxBytes: number): CachePartition {
    const existing = this.#partitions.get(name);
    if (existing !== undefined) return existing;
    const partition = new CachePartition(maxBytes);
    this.#partitions.set(name, partition);
    return partition;
  }
}
