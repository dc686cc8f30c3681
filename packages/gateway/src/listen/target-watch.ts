import type { StoreError } from "../documents/store.ts";
import { PendingChanges, type SizedResult, type WatchedSnapshot } from "./pending-changes.ts";
import type { ResultChange } from "./result-change.ts";

/** Why a watch is over. */
export type WatchEnd =
  | { readonly reason: "refused"; readonly error: StoreError }
  /** The result takes more memory than one may, in bytes: the query needs a limit. */
  | { readonly reason: "too-large"; readonly maxBytes: number }
  | Overload;

/** The instance has no room for it now. */
export interface Overload {
  readonly reason: "overloaded";
  /** When to try again, in milliseconds from now: random, so that not all come back at once. */
  readonly retryAfterMs: number;
}

/** What a watcher is told. */
export type WatchUpdate =
  | { readonly kind: "snapshot"; readonly snapshot: WatchedSnapshot }
  | { readonly kind: "end"; readonly end: WatchEnd };

export interface WatchOptions {
  readonly result: () => SizedResult;
  /** Tells the versions of all documents of the result, shortened. */
  readonly digest: () => string;
  /** How many documents it may be behind before it gets the whole result. */
  readonly maxPendingDocuments: number;
  readonly onClose: () => void;
  /** There may be something to take. @default nobody is told */
  readonly onNews?: (() => void) | undefined;
}

/**
 * One watcher of a target, who takes snapshots when it likes: between two of them it misses what was
 * superseded meanwhile, and nothing else.
 */
export class TargetWatch {
  readonly #result: () => SizedResult;
  readonly #pending: PendingChanges;
  readonly #onClose: () => void;
  readonly #digest: () => string;
  readonly #onNews: () => void;
  #reads = 0;
  #end: WatchEnd | undefined;
  #isClosed = false;
  #waiting: { readonly promise: Promise<void>; readonly wake: () => void } | undefined;

  constructor({ result, digest, maxPendingDocuments, onClose, onNews }: WatchOptions) {
    this.#result = result;
    this.#pending = new PendingChanges(maxPendingDocuments);
    this.#onClose = onClose;
    this.#digest = digest;
    this.#onNews = onNews ?? (() => {});
  }

  /** Whether nothing will be told any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Waits until there is something to take, or the watch is closed. */
  async news(): Promise<void> {
    while (!this.#isClosed && this.#end === undefined && !this.#pending.hasNews) {
      this.#waiting ??= waiting();
      await this.#waiting.promise;
    }
  }

  /** What is new since it was called last; undefined where nothing is. After an end it is closed. */
  take(): WatchUpdate | undefined {
    if (this.#isClosed) return undefined;
    if (this.#end !== undefined) {
      this.close();
      return { kind: "end", end: this.#end };
    }
    if (!this.#pending.hasNews) return undefined;
    return { kind: "snapshot", snapshot: this.#pending.take(this.#result()) };
  }

  /** About how much memory what is new takes, in bytes. */
  get pendingBytes(): number {
    if (!this.#pending.hasNews) return 0;
    const result = this.#result();
    return this.#pending.shareOf(result) * result.bytes;
  }

  /** The versions of all documents of the result as it was taken last, shortened; to be asked for in the same turn. */
  get digest(): string {
    return this.#digest();
  }

  /** The reads that Firestore bills and this watcher has a share in, since it was called last. */
  takeReads(): number {
    const reads = this.#reads;
    this.#reads = 0;
    return reads;
  }

  /** Nothing is told any more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#wake();
    this.#onClose();
  }

  /** For the target: there is a whole result. */
  setReady(): void {
    this.#pending.setReady();
    this.#wake();
  }

  /** For the target: documents were read for this watcher. */
  addReads(reads: number): void {
    this.#reads += reads;
  }

  /** For the target: its result has changed. */
  add(changes: readonly ResultChange[]): void {
    this.#pending.add(changes);
    if (this.#pending.hasNews) this.#wake();
  }

  /** For the target: it is over, and with it what was not taken yet. */
  end(end: WatchEnd): void {
    this.#end ??= end;
    this.#wake();
  }

  #wake(): void {
    this.#waiting?.wake();
    this.#waiting = undefined;
    if (!this.#isClosed) this.#onNews();
  }
}

function waiting() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, wake: resolve };
}
