import type { StoredDocument } from "../documents/store.ts";
import type { ResultChange, ResultSnapshot } from "./result-change.ts";

/** A snapshot for one watcher: what differs from the one that it took before. */
export interface WatchedSnapshot extends ResultSnapshot {
  /** Whether the changes are the whole result, and what was there before is to be forgotten. */
  readonly isReset: boolean;
}

/** A result as of a time. */
export interface WatchedResult {
  readonly readTime: string | undefined;
  documents(): Iterable<StoredDocument>;
}

/** A result of which is known how large it is. */
export interface SizedResult extends WatchedResult {
  /** How many documents there are. */
  readonly count: number;
  /** What they take of memory, in bytes. */
  readonly bytes: number;
}

/**
 * What a watcher has not taken yet: of each document the last state and the version that the watcher
 * has; or, at first and where that would be too much, the whole result.
 */
export class PendingChanges {
  readonly #maxDocuments: number;
  readonly #changes = new Map<string, ResultChange>();
  #isReset = true;
  #hasNews = false;

  constructor(maxDocuments: number) {
    this.#maxDocuments = maxDocuments;
  }

  /** Whether there is something to take. */
  get hasNews(): boolean {
    return this.#isReset ? this.#hasNews : this.#changes.size > 0;
  }

  /** The part of a result that is as large as what is to be taken, from 0 to 1. */
  shareOf({ count }: SizedResult): number {
    return this.#isReset ? 1 : Math.min(1, this.#changes.size / Math.max(1, count));
  }

  /** There is a result, which is whole. */
  setReady(): void {
    this.#hasNews = true;
  }

  /** Adds what has become of the result since the last of its snapshots. */
  add(changes: readonly ResultChange[]): void {
    this.#hasNews = true;
    if (this.#isReset) return;
    for (const { path, before, after } of changes) {
      const known = this.#changes.get(path);
      const from = known ? known.before : before;
      if (from === after?.updateTime) this.#changes.delete(path);
      else this.#changes.set(path, { path, before: from, after });
    }
    if (this.#changes.size > this.#maxDocuments) this.#reset();
  }

  /** @param result as the last change that was added has left it */
  take(result: WatchedResult): WatchedSnapshot {
    const { readTime = "" } = result;
    const isReset = this.#isReset;
    const changes = isReset ? wholeOf(result.documents()) : [...this.#changes.values()];
    this.#changes.clear();
    this.#isReset = false;
    this.#hasNews = false;
    return { readTime, isReset, changes };
  }

  #reset(): void {
    this.#changes.clear();
    this.#isReset = true;
  }
}

function wholeOf(documents: Iterable<StoredDocument>): readonly ResultChange[] {
  return Array.from(documents, (after) => ({ path: after.path, before: undefined, after }));
}
