import type { StoreError } from "../documents/store.ts";
import type { HubLimits } from "./hub-limits.ts";
import type { ListenClock } from "./listen-clock.ts";
import type { ListenTarget } from "./listen-connection.ts";
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
  /** Nobody watches it any more, and nobody can. */
  readonly onOver: () => void;
}

/** One target at Firestore, and all who watch it. */
export class SharedTarget {
  readonly #options: SharedTargetOptions;
  readonly #listening: Listening;
  readonly #watches = new Set<TargetWatch>();
  #isLoaded = false;
  #isOver = false;
  #cancelLinger: (() => void) | undefined;

  constructor(options: SharedTargetOptions) {
    this.#options = options;
    this.#listening = options.upstream.listen(options.target, {
      onSnapshot: (snapshot) => this.#onSnapshot(snapshot),
      onEnd: (error) => this.#end(this.#endOf(error)),
    });
  }

  /** How many watch it. */
  get watchers(): number {
    return this.#watches.size;
  }

  /** What it takes of memory in bytes; until its result is there, the most that it may take. */
  get bytes(): number {
    return this.#isLoaded ? this.#listening.state.bytes : this.#options.limits.maxTargetBytes;
  }

  watch(): TargetWatch {
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    const watch: TargetWatch = new TargetWatch({
      result: this.#listening.state,
      maxPendingDocuments: this.#options.limits.maxPendingDocuments,
      onClose: () => this.#leave(watch),
    });
    this.#watches.add(watch);
    if (this.#isLoaded) watch.setReady();
    return watch;
  }

  /** Nobody is told anything any more. */
  close(): void {
    this.#stop();
    for (const watch of this.#watches) watch.close();
  }

  #onSnapshot({ changes }: ResultSnapshot): void {
    this.#isLoaded = true;
    const end = this.#options.onResult();
    if (end !== undefined) return this.#end(end);
    for (const watch of this.#watches) watch.add(changes);
  }

  #leave(watch: TargetWatch): void {
    this.#watches.delete(watch);
    if (this.#watches.size > 0 || this.#isOver) return;
    const { clock, limits } = this.#options;
    this.#cancelLinger = clock.after(limits.lingerMs, () => this.#stop());
  }

  #end(end: WatchEnd): void {
    this.#stop();
    for (const watch of this.#watches) watch.end(end);
  }

  #stop(): void {
    this.#isOver = true;
    this.#cancelLinger?.();
    this.#listening.stop();
    this.#options.onOver();
  }

  #endOf(error: StoreError): WatchEnd {
    const { maxTargetBytes: maxBytes } = this.#options.limits;
    return error.code === "ANSWER_TOO_LARGE"
      ? { reason: "too-large", maxBytes }
      : { reason: "refused", error };
  }
}
