/** The fields of a document, in Firestore's JSON form. */
export type StoredFields = Readonly<Record<string, unknown>>;

export interface FakeDocument {
  readonly name: string;
  readonly fields: StoredFields;
  /** Microseconds since 1970. */
  readonly createTime: bigint;
  readonly updateTime: bigint;
}

export interface FakeWrite {
  readonly name: string;
  readonly fields: StoredFields;
  /** Only these fields are replaced; without it, the whole document is. */
  readonly mask?: readonly string[] | undefined;
  readonly precondition?: FakePrecondition | undefined;
}

export type FakePrecondition = { readonly exists: boolean } | { readonly updateTime: bigint };

/** What was asked of the database so far: requests, and operations as Firestore bills them. */
export interface Counts {
  readonly requests: number;
  readonly reads: number;
  readonly writes: number;
}

/**
 * Firestore as far as the bench needs it: it answers at once, out of memory, and knows nothing of
 * indexes, filters and the types of values.
 */
export class FakeDatabase {
  /** By collection, and there by name. */
  readonly #collections = new Map<string, Map<string, FakeDocument>>();
  #time = 0n;
  #counts: Counts = { requests: 0, reads: 0, writes: 0 };

  get counts(): Counts {
    return this.#counts;
  }

  /** The time, in microseconds; never the same twice. */
  now(): bigint {
    const now = BigInt(Date.now()) * 1000n;
    this.#time = now > this.#time ? now : this.#time + 1n;
    return this.#time;
  }

  get(names: readonly string[]): readonly (FakeDocument | undefined)[] {
    this.#count({ reads: names.length });
    return names.map((name) => this.#collectionOf(name).get(name));
  }

  /** The documents that were written first. */
  list(collection: string, limit: number): readonly FakeDocument[] {
    const found: FakeDocument[] = [];
    for (const document of this.#collections.get(collection)?.values() ?? []) {
      if (found.length === limit) break;
      found.push(document);
    }
    this.#count({ reads: Math.max(1, found.length) });
    return found;
  }

  /** All or nothing. @returns the commit time; undefined where a precondition fails */
  commit(writes: readonly FakeWrite[]): bigint | undefined {
    this.#count({ writes: writes.length });
    if (!writes.every((write) => this.#holds(write))) return undefined;
    const time = this.now();
    for (const write of writes) this.#apply(write, time);
    return time;
  }

  #holds({ name, precondition }: FakeWrite): boolean {
    if (precondition === undefined) return true;
    const stored = this.#collectionOf(name).get(name);
    return "exists" in precondition
      ? precondition.exists === (stored !== undefined)
      : precondition.updateTime === stored?.updateTime;
  }

  #apply({ name, fields, mask }: FakeWrite, updateTime: bigint): void {
    const collection = this.#collectionOf(name);
    const stored = collection.get(name);
    const kept = mask === undefined ? {} : stored?.fields;
    const createTime = stored?.createTime ?? updateTime;
    collection.set(name, { name, fields: { ...kept, ...fields }, createTime, updateTime });
  }

  #collectionOf(name: string): Map<string, FakeDocument> {
    const id = name.slice(0, name.lastIndexOf("/"));
    let collection = this.#collections.get(id);
    if (collection === undefined) {
      collection = new Map();
      this.#collections.set(id, collection);
    }
    return collection;
  }

  #count({ reads = 0, writes = 0 }: Partial<Counts>): void {
    const before = this.#counts;
    this.#counts = {
      requests: before.requests + 1,
      reads: before.reads + reads,
      writes: before.writes + writes,
    };
  }
}
