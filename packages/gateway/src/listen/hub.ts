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

  constructor(options: HubOptions) {
    this.#options = options;
  }

  /** How many targets are kept. */
  get size(): number {
    return this.#targets.size;
  }

  /** What all results take of memory, in bytes; each that is not there yet the most that it may. */
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
    const isFull =
      this.#targets.size >= limits.maxTargets ||
      this.bytes + limits.maxTargetBytes > limits.maxInstanceBytes;
    if (isFull) return this.#overload();
    return { watch: this.#add(key, { database, target }).watch(onNews) };
  }

  /** Ends all that is watched, as the end of an instance does. */
  close(): void {
    for (const target of this.#targets.values()) target.close();
  }

  #add(key: string, { database, target }: WatchedTarget): SharedTarget {
    const { onUnattributedReads = () => {} } = this.#options;
    const added: SharedTarget = new SharedTarget({
      ...this.#options,
      onUnattributedReads,
      upstream: this.#options.upstream(database),
      target,
      onResult: () => this.#endIfFull(),
      onOver: () => {
        if (this.#targets.get(key) === added) this.#targets.delete(key);
      },
    });
    this.#targets.set(key, added);
    return added;
  }

  /** What grows past the instance's memory is what ends. */
  #endIfFull(): Overload | undefined {
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
