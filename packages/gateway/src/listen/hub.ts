import type { HubLimits } from "./hub-limits.ts";
import type { ListenClock } from "./listen-clock.ts";
import type { ListenTarget } from "./listen-connection.ts";
import { SharedTarget } from "./shared-target.ts";
import { targetKey } from "./target-key.ts";
import type { Upstream } from "./upstream.ts";
import type { Overload, TargetWatch } from "./target-watch.ts";

export interface HubOptions {
  /** Listens to a database. */
  readonly upstream: (database: string) => Pick<Upstream, "listen">;
  readonly clock: ListenClock;
  readonly limits: HubLimits;
  /** Documents were read, of which no watcher has the reads. @default nobody is told */
  readonly onUnattributedReads?: (reads: number) => void;
}

/** What is to be watched, after policy: all who may watch it see the same. */
export interface WatchedTarget {
  readonly database: string;
  readonly target: ListenTarget;
}

/** All that is watched on an instance: one target at Firestore for all who watch the same. */
export class Hub {
  readonly #options: HubOptions;
  readonly #targets = new Map<string, SharedTarget>();
  /** Those that are not begun yet, in the order in which they came. */
  readonly #waiting = new Set<SharedTarget>();

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** How many targets are kept. */
  get size(): number {
    return this.#targets.size;
  }

  /** What all results take of memory, in bytes; each that Firestore was asked for the most that it may. */
  get bytes(): number {
    let bytes = 0;
    for (const target of this.#targets.values()) bytes += target.bytes;
    return bytes;
  }

  /** Whether a target's result is there, so that who comes is served at no read. */
  isLoaded({ database, target }: WatchedTarget): boolean {
    return this.#targets.get(keyOf(database, target))?.isLoaded === true;
  }

  /** @param onNews is told when there may be something to take */
  watch(
    { database, target }: WatchedTarget,
    onNews?: () => void,
  ): { readonly watch: TargetWatch } | Overload {
    const { limits } = this.#options;
    const key = keyOf(database, target);
    const known = this.#targets.get(key);
    if (known !== undefined) {
      return known.watchers < limits.maxWatchersPerTarget
        ? { watch: known.watch(onNews) }
        : this.#overload();
    }
    if (this.#targets.size >= limits.maxTargets || !this.#mayFit) return this.#overload();
    const watch = this.#add(key, { database, target }).watch(onNews);
    this.#beginWaiting();
    return { watch };
  }

  /** Ends all that is watched, as the end of an instance does. */
  close(): void {
    this.#waiting.clear();
    for (const target of this.#targets.values()) target.close();
  }

  #add(key: string, { database, target }: WatchedTarget): SharedTarget {
    const { onUnattributedReads = () => {} } = this.#options;
    const added: SharedTarget = new SharedTarget({
      ...this.#options,
      onUnattributedReads,
      upstream: this.#options.upstream(database),
      target,
      onResult: () => this.#onResult(),
      onOver: () => {
        if (this.#targets.get(key) === added) this.#targets.delete(key);
        this.#waiting.delete(added);
        this.#beginWaiting();
      },
    });
    this.#targets.set(key, added);
    this.#waiting.add(added);
    return added;
  }

  /** Begins those for which there is room now, until it is known what the others take. */
  #beginWaiting(): void {
    const { maxTargetBytes, maxInstanceBytes } = this.#options.limits;
    for (const target of this.#waiting) {
      if (this.bytes + maxTargetBytes > maxInstanceBytes) break;
      this.#waiting.delete(target);
      target.begin();
    }
  }

  /** Whether one more may fit beside the results that are there. */
  get #mayFit(): boolean {
    const { maxTargetBytes, maxInstanceBytes } = this.#options.limits;
    let bytes = maxTargetBytes;
    for (const target of this.#targets.values()) if (target.isLoaded) bytes += target.bytes;
    return bytes <= maxInstanceBytes;
  }

  /** What grows past the instance's memory is what ends, and what waits where it has left no room. */
  #onResult(): Overload | undefined {
    if (this.#waiting.size > 0) {
      if (this.#mayFit) this.#beginWaiting();
      else for (const target of this.#waiting) target.end(this.#overload());
    }
    return this.bytes > this.#options.limits.maxInstanceBytes ? this.#overload() : undefined;
  }

  #overload(): Overload {
    const { clock, limits } = this.#options;
    return { reason: "overloaded", retryAfterMs: limits.retryMs * (1 + clock.random()) };
  }
}

function keyOf(database: string, target: ListenTarget): string {
  return `${database}\n${targetKey(target)}`;
}
