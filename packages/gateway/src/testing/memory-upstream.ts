import { memoryBytes } from "../cache/memory-bytes.ts";
import type { MemoryStore } from "../documents/memory-store.ts";
import { StoreError, type StoredDocument } from "../documents/store.ts";
import type { ListenTarget } from "../listen/listen-connection.ts";
import type { ResultChange } from "../listen/result-change.ts";
import type { Upstream } from "../listen/upstream.ts";
import type { Listening, TargetObserver } from "../listen/upstream-target.ts";

/** Listens to a store in memory: each write that changes a result is told at once. */
export class MemoryUpstream implements Pick<Upstream, "listen"> {
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  listen(target: ListenTarget, observer: TargetObserver): Listening {
    return new MemoryListening({ store: this.#store, target, observer });
  }
}

interface MemoryListeningOptions {
  readonly store: MemoryStore;
  readonly target: ListenTarget;
  readonly observer: TargetObserver;
}

class MemoryListening implements Listening {
  readonly #options: MemoryListeningOptions;
  #result = new Map<string, StoredDocument>();
  #readTime: string | undefined;
  /** Reads one after another, so that no older result comes after a newer one. */
  #reading: Promise<void> = Promise.resolve();

  constructor(options: MemoryListeningOptions) {
    this.#options = options;
    options.store.onWrite.add(this.#read);
    this.#read();
  }

  get state(): Listening["state"] {
    const documents = () => this.#result.values();
    const bytes = [...documents()].reduce((sum, one) => sum + memoryBytes(one), 0);
    return { documents, bytes, count: this.#result.size, readTime: this.#readTime };
  }

  stop(): void {
    this.#options.store.onWrite.delete(this.#read);
  }

  readonly #read = (): void => {
    this.#reading = this.#reading.then(async () => {
      try {
        const { documents, readTime } = await this.#find();
        if (this.#options.store.onWrite.has(this.#read)) this.#tell(documents, readTime);
      } catch (error) {
        this.stop();
        if (!(error instanceof StoreError)) throw error;
        this.#options.observer.onEnd(error);
      }
    });
  };

  async #find(): Promise<{ documents: readonly StoredDocument[]; readTime: string }> {
    const { store, target } = this.#options;
    if (target.kind === "query") return store.query(target.query, {});
    const { documents, readTime } = await store.get([target.path], {});
    return { documents: documents.filter((one) => one !== null), readTime };
  }

  #tell(documents: readonly StoredDocument[], readTime: string): void {
    const isFirst = this.#readTime === undefined;
    const before = this.#result;
    this.#result = new Map(documents.map((one) => [one.path, one]));
    this.#readTime = readTime;
    const paths = new Set([...before.keys(), ...this.#result.keys()]);
    const changes = Array.from(paths, (path): ResultChange => {
      return { path, before: before.get(path)?.updateTime, after: this.#result.get(path) };
    }).filter((change) => change.before !== change.after?.updateTime);
    if (isFirst || changes.length > 0) this.#options.observer.onSnapshot({ readTime, changes });
  }
}
