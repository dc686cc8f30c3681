import type { StoredDocument } from "../documents/store.ts";
import { GatewayError } from "../errors/error.ts";
import type { TargetWatch } from "../listen/target-watch.ts";
import type { OtherDocuments } from "../policy/lookups.ts";
import type { TargetHub } from "./target-hub.ts";
import { watchEnded } from "./watch-ended.ts";

interface WatchedLookup {
  readonly watch: TargetWatch;
  /** Undefined until it is known. */
  document: StoredDocument | null | undefined;
}

/** The documents that a policy looks up, as they are now. */
export class WatchedLookups {
  readonly #hub: TargetHub;
  readonly #lookups = new Map<string, WatchedLookup>();
  /** Reads of those that are watched no more. */
  #reads = 0;

  constructor(hub: TargetHub) {
    this.#hub = hub;
  }

  /**
   * The documents of these paths, and from now on no others are watched.
   *
   * @returns undefined while one of them is not known; the error of one that can't be watched
   */
  take(paths: readonly string[]): OtherDocuments | undefined | GatewayError {
    for (const path of this.#lookups.keys()) if (!paths.includes(path)) this.#leave(path);
    const found = new Map<string, StoredDocument | null>();
    for (const path of paths) {
      const document = this.#take(path);
      if (document instanceof GatewayError) return document;
      if (document !== undefined) found.set(path, document);
    }
    return paths.every((path) => found.has(path)) ? found : undefined;
  }

  /** Reads that were made for them since it was called last. */
  takeReads(): number {
    let reads = this.#reads;
    this.#reads = 0;
    for (const { watch } of this.#lookups.values()) reads += watch.takeReads();
    return reads;
  }

  close(): void {
    for (const path of this.#lookups.keys()) this.#leave(path);
  }

  #take(path: string): StoredDocument | null | undefined | GatewayError {
    let known = this.#lookups.get(path);
    if (known === undefined) {
      const watch = this.#hub.watch({ kind: "document", path });
      if (watch instanceof GatewayError) return watch;
      known = { watch, document: undefined };
      this.#lookups.set(path, known);
    }
    const update = known.watch.take();
    if (update?.kind === "end") return watchEnded(update.end);
    if (update !== undefined) {
      const [change] = update.snapshot.changes;
      known.document = change?.after ?? null;
    }
    return known.document;
  }

  #leave(path: string): void {
    const left = this.#lookups.get(path);
    this.#lookups.delete(path);
    this.#reads += left?.watch.takeReads() ?? 0;
    left?.watch.close();
  }
}
