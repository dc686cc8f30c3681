import { hash } from "node:crypto";
import type { StoreError, StoredDocument } from "../documents/store.ts";
import type { HubLimits } from "./hub-limits.ts";
import type { ListenClock } from "./listen-clock.ts";
import type { ListenTarget } from "./listen-connection.ts";
import type { SizedResult } from "./pending-changes.ts";
import type { ResultSnapshot } from "./result-change.ts";
import type { Upstream } from "./upstream.ts";
import type { Listening } from "./upstream-target.ts";
import { TargetWatch, type WatchEnd } from "./target-watch.ts";

export interface SharedTargetOptions {
  readonly target: ListenTarget;
  readonly upstream: Pick<Upstream, "listen">;
  readonly clock: ListenClock;
  readonly limits: HubLimits;
  /** The result has changed, and what it takes of memory. @returns why it has to end, if it has to */
  readonly onResult: () => WatchEnd | undefined;
  /** It is over: nobody can watch it any more. */
  readonly onOver: () => void;
  /** Documents were read, of which no watcher has the reads. */
  readonly onUnattributedReads: (reads: number) => void;
}

/** One target at Firestore, and all who watch it: some may be there before it is begun. */
export class SharedTarget {
  readonly #options: SharedTargetOptions;
  #listening: Listening | undefined;
  readonly #watches = new Set<TargetWatch>();
  #isLoaded = false;
  #isOver = false;
  #cancelLinger: (() => void) | undefined;
  #digest: { readonly readTime: string | undefined; readonly text: string } | undefined;

  constructor(options: SharedTargetOptions) {
    this.#options = options;
  }

  /** Asks Firestore for it. */
  begin(): void {
    const { upstream, target } = this.#options;
    this.#listening = upstream.listen(target, {
      onSnapshot: (snapshot) => this.#onSnapshot(snapshot),
      onEnd: (error) => this.end(this.#endOf(error)),
    });
  }

  /** How many watch it. */
  get watchers(): number {
    return this.#watches.size;
  }

  /** What it takes of memory in bytes; once it is begun, and until its result is there, the most that it may take. */
  get bytes(): number {
    if (this.#isLoaded || this.#listening === undefined) return this.#result.bytes;
    return this.#options.limits.maxTargetBytes;
  }

  /** Whether its result is there, so that who comes is served at no read. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  /** @param onNews is told when there may be something to take */
  watch(onNews?: () => void): TargetWatch {
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    const watch: TargetWatch = new TargetWatch({
      result: () => this.#result,
      digest: () => this.#digestOfResult(),
      maxPendingDocuments: this.#options.limits.maxPendingDocuments,
      onClose: () => this.#leave(watch),
      onNews,
    });
    this.#watches.add(watch);
    if (this.#isLoaded) watch.setReady();
    return watch;
  }

  /** Everybody is told that it is over. */
  end(end: WatchEnd): void {
    this.#stop();
    for (const watch of this.#watches) watch.end(end);
  }

  /** Nobody is told anything any more. */
  close(): void {
    this.#stop();
    for (const watch of this.#watches) watch.close();
  }

  get #result(): SizedResult {
    return this.#listening?.state ?? NO_RESULT;
  }

  #onSnapshot({ changes }: ResultSnapshot): void {
    const isFirst = !this.#isLoaded;
    this.#isLoaded = true;
    // A query that finds nothing is a read.
    if (isFirst) this.#attributeFirst(Math.max(1, changes.length));
    else this.#attribute(changes.length);
    const end = this.#options.onResult();
    if (end !== undefined) return this.end(end);
    for (const watch of this.#watches) watch.add(changes);
  }

  /** The first result is read for who watched first. */
  #attributeFirst(reads: number): void {
    const [first] = this.#watches;
    if (first === undefined) this.#options.onUnattributedReads(reads);
    else first.addReads(reads);
  }

  /** Divides reads evenly: each in its turn has the one that can't be divided. */
  #attribute(reads: number): void {
    const { size } = this.#watches;
    if (size === 0) return this.#options.onUnattributedReads(reads);
    const each = Math.floor(reads / size);
    const inTurn = [...this.#watches].slice(0, reads % size);
    if (each > 0) for (const watch of this.#watches) watch.addReads(each);
    for (const watch of inTurn) {
      watch.addReads(1);
      this.#watches.delete(watch);
      this.#watches.add(watch);
    }
  }

  /** Results with the same versions of the same documents have the same digest. */
  #digestOfResult(): string {
    const { readTime } = this.#result;
    if (this.#digest?.readTime !== readTime) {
      const versions = Array.from(this.#result.documents(), versionOf).toSorted();
      this.#digest = { readTime, text: hash("sha256", versions.join("\n"), "base64url") };
    }
    return this.#digest?.text ?? "";
  }

  #leave(watch: TargetWatch): void {
    this.#watches.delete(watch);
    const reads = watch.takeReads();
    if (reads > 0) this.#options.onUnattributedReads(reads);
    if (this.#watches.size > 0 || this.#isOver) return;
    if (this.#listening === undefined) return this.#stop();
    const { clock, limits } = this.#options;
    this.#cancelLinger = clock.after(limits.lingerMs, () => this.#stop());
  }

  #stop(): void {
    this.#isOver = true;
    this.#cancelLinger?.();
    this.#listening?.stop();
    this.#options.onOver();
  }

  #endOf(error: StoreError): WatchEnd {
    const { maxTargetBytes: maxBytes } = this.#options.limits;
    return error.code === "ANSWER_TOO_LARGE"
      ? { reason: "too-large", maxBytes }
      : { reason: "refused", error };
  }
}

const NO_RESULT: SizedResult = { readTime: undefined, count: 0, bytes: 0, documents: () => [] };

function versionOf({ path, updateTime }: StoredDocument): string {
  return JSON.stringify([path, updateTime]);
}
